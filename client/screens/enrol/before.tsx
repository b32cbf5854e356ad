import { PictureFace } from "../../components/pictures.tsx";
import { messages } from "../../i18n/i18n.ts";

/** What helps, before the camera goes on. */
export function Before() {
  const t = messages.value.face.enrol;
  return (
    <div class="card stack before">
      <PictureFace />
      <ul class="plain-list">
        {t.tips.map((tip) => (
          <li key={tip}>{tip}</li>
        ))}
      </ul>
      <a class="button button-primary button-big" href="/enrol/photos">
        {t.start}
      </a>
    </div>
  );
}
