import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { type Room, RoomRequest, type Term, TermRequest } from "../../../shared/api/timetable.ts";
import { api } from "../../api.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { IconPlus } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** Terms and rooms: what the administrator plans for all courses. */
export function Terms() {
  const t = messages.value.timetable.terms;
  return (
    <Page title={t.title} back={{ href: "/courses", label: messages.value.teach.courses.title }}>
      <div class="stack stack-l">
        <TermList />
        <RoomList />
      </div>
    </Page>
  );
}

function TermList() {
  const t = messages.value.timetable.terms;
  const terms = useLoad(() => api.terms.list());
  const editing = useSignal<Term | "new" | null>(null);
  const removing = useSignal<Term | null>(null);
  const one = removing.value;
  return (
    <Part id="terms" title={t.terms} add={t.addTerm} onAdd={() => (editing.value = "new")}>
      <Loadable from={terms}>
        {(list) =>
          list.length === 0 ? (
            <p class="muted">{t.noTerms}</p>
          ) : (
            <ul class="links">
              {list.map((term) => (
                <Row
                  key={term.id}
                  name={term.name}
                  text={`${format.date(term.startsOn)} – ${format.date(term.endsOn)} · ${t.courses(term.courses)}`}
                  onChange={() => (editing.value = term)}
                  onRemove={() => (removing.value = term)}
                />
              ))}
            </ul>
          )
        }
      </Loadable>
      {editing.value && (
        <TermDialog
          term={editing.value === "new" ? null : editing.value}
          onClose={() => (editing.value = null)}
          onSaved={terms.put}
        />
      )}
      {one && (
        <ConfirmDialog
          title={t.removeTermTitle(one.name)}
          action={t.remove}
          danger
          onConfirm={async () => {
            await api.terms.remove(one.id);
            terms.reload();
          }}
          onClose={() => (removing.value = null)}
        >
          <p>{t.removeTermText}</p>
        </ConfirmDialog>
      )}
    </Part>
  );
}

function TermDialog(props: { term: Term | null; onClose: () => void; onSaved: (terms: Term[]) => void }) {
  const { term } = props;
  const t = messages.value.timetable.terms;
  const form = useForm({
    initial: { name: term?.name ?? "", startsOn: term?.startsOn ?? "", endsOn: term?.endsOn ?? "" },
    schema: TermRequest,
    send: async (typed) => {
      props.onSaved(term ? await api.terms.change(term.id, typed) : await api.terms.add(typed));
      props.onClose();
    },
  });
  return (
    <Dialog title={term ? t.changeTerm : t.addTerm} onClose={props.onClose}>
      <Form form={form} texts={t} submit={messages.value.common.actions.save}>
        <TextField form={form} name="name" text={t.name} autoComplete="off" maxLength={80} />
        <div class="form-pair">
          <TextField form={form} name="startsOn" text={t.startsOn} kind="date" />
          <TextField form={form} name="endsOn" text={t.endsOn} kind="date" />
        </div>
      </Form>
    </Dialog>
  );
}

function RoomList() {
  const t = messages.value.timetable.terms;
  const rooms = useLoad(() => api.rooms.list());
  const editing = useSignal<Room | "new" | null>(null);
  const removing = useSignal<Room | null>(null);
  const one = removing.value;
  return (
    <Part id="rooms" title={t.rooms} add={t.addRoom} onAdd={() => (editing.value = "new")}>
      <Loadable from={rooms}>
        {(list) =>
          list.length === 0 ? (
            <p class="muted">{t.noRooms}</p>
          ) : (
            <ul class="links">
              {list.map((room) => (
                <Row
                  key={room.id}
                  name={room.name}
                  text={room.seats === null ? "" : t.seatsOf(room.seats)}
                  onChange={() => (editing.value = room)}
                  onRemove={() => (removing.value = room)}
                />
              ))}
            </ul>
          )
        }
      </Loadable>
      {editing.value && (
        <RoomDialog
          room={editing.value === "new" ? null : editing.value}
          onClose={() => (editing.value = null)}
          onSaved={rooms.put}
        />
      )}
      {one && (
        <ConfirmDialog
          title={t.removeRoomTitle(one.name)}
          action={t.remove}
          danger
          onConfirm={async () => {
            await api.rooms.remove(one.id);
            rooms.reload();
          }}
          onClose={() => (removing.value = null)}
        />
      )}
    </Part>
  );
}

function RoomDialog(props: { room: Room | null; onClose: () => void; onSaved: (rooms: Room[]) => void }) {
  const { room } = props;
  const t = messages.value.timetable.terms;
  const form = useForm({
    initial: { name: room?.name ?? "", seats: room?.seats ? String(room.seats) : "" },
    schema: RoomRequest,
    shape: ({ name, seats }) => ({ name, seats: seats.trim() === "" ? null : Number(seats) }),
    send: async (typed) => {
      props.onSaved(room ? await api.rooms.change(room.id, typed) : await api.rooms.add(typed));
      props.onClose();
    },
  });
  return (
    <Dialog title={room ? t.changeRoom : t.addRoom} onClose={props.onClose}>
      <Form form={form} texts={t} submit={messages.value.common.actions.save}>
        <TextField form={form} name="name" text={t.name} autoComplete="off" maxLength={80} />
        <TextField form={form} name="seats" text={t.seats} kind="number" min={1} optional />
      </Form>
    </Dialog>
  );
}

function Part(props: {
  id: string;
  title: string;
  add: string;
  onAdd: () => void;
  children: ComponentChildren;
}) {
  return (
    <section class="stack" aria-labelledby={props.id}>
      <div class="row row-between">
        <h2 id={props.id}>{props.title}</h2>
        <button type="button" class="button button-primary" onClick={props.onAdd}>
          <IconPlus size={18} />
          {props.add}
        </button>
      </div>
      {props.children}
    </section>
  );
}

function Row(props: { name: string; text: string; onChange: () => void; onRemove: () => void }) {
  const t = messages.value.timetable.terms;
  return (
    <li>
      <div class="item wrap">
        <span class="grow">
          <strong>{props.name}</strong>
          {props.text && <span class="muted small block">{props.text}</span>}
        </span>
        <button
          type="button"
          class="button"
          aria-label={`${t.change}: ${props.name}`}
          onClick={props.onChange}
        >
          {t.change}
        </button>
        <button
          type="button"
          class="button"
          aria-label={`${t.remove}: ${props.name}`}
          onClick={props.onRemove}
        >
          {t.remove}
        </button>
      </div>
    </li>
  );
}
