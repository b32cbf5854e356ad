/** Who is signed in on this phone, with and without network. */
import { signal } from "@preact/signals";
import { Me } from "../../shared/api/account.ts";
import { api } from "../api.ts";
import { followCarried, forgetDelivered } from "../carry/carry.ts";
import { followStudent, unsent, type Unsent } from "../outbox/outbox.ts";
import { ApiProblem, Offline } from "../problem.ts";
import { cached, type Cached, dropCache, writeCache } from "./cache.ts";
import { db } from "./db.ts";
import { stored } from "./guard.ts";
import { currentStudent, signOutOwed } from "./settings.ts";
import {
  followErasure,
  heedWithdrawal,
  owesWithdrawal,
  payOwedWithdrawal,
  tryOwedWithdrawal,
  withdrawHere,
} from "./withdrawal.ts";

/** Who is signed in: null for a visitor; undefined until {@link openSession} has looked. */
export const me = signal<Cached<Me> | null | undefined>(undefined);

/**
 * Finds out who is signed in: from the server, or without network from what the phone remembers. Call it at the start
 * and whenever the network is back.
 * @throws Offline when there is no network and nobody is remembered; LocalProblem when storage is blocked
 */
export async function openSession(): Promise<Cached<Me> | null> {
  // first what needs the session that a sign-out ends
  await tryOwedWithdrawal();
  if (await signOutOwed.read()) await payOwedSignOut();
  const uid = await currentStudent.read();
  try {
    if (await signOutOwed.read()) return show(null);
    const found = uid === null ? await firstLook() : await cached({ uid, name: "me", schema: Me }, api.me);
    if (found.fresh) await remember(found.value);
    // what the server does not know yet holds here already
    const owes = await owesWithdrawal(found.value.id);
    return show(owes ? { ...found, value: withoutConsent(found.value) } : found);
  } catch (error) {
    if (!(error instanceof ApiProblem && error.status === 401)) throw error;
    if (uid !== null) await forget(uid);
    return show(null);
  }
}

async function firstLook(): Promise<Cached<Me>> {
  return { value: await api.me(), fresh: true, at: Date.now() };
}

/** Takes over who has just registered or signed in, or whose account has just changed. */
export async function signedIn(person: Me): Promise<void> {
  await signOutOwed.write(null);
  const owes = person.consent !== null && (await owesWithdrawal(person.id));
  const now = owes ? ((await payOwedWithdrawal().catch(() => null)) ?? withoutConsent(person)) : person;
  await remember(now);
  show({ value: now, fresh: true, at: Date.now() });
}

/** What would stay unsent on this phone after a sign-out; null when nothing would. It is kept, and sent when it can. */
export const signOutWarning = (): Unsent | null => (unsent.value.count > 0 ? unsent.value : null);

/**
 * Signs out here at once, and on the server now or when it can be reached. What the phone kept for reading is
 * forgotten; sealed check-ins and the key that signed them stay until they are delivered.
 */
export async function signOut(): Promise<void> {
  const uid = await currentStudent.read();
  await tryOwedWithdrawal();
  await signOutOwed.write(true);
  if (uid !== null) await forget(uid);
  show(null);
  await payOwedSignOut();
}

/**
 * Withdraws the consent to the face. What this phone holds is destroyed at once, network or not; the server is told now, or
 * when it can be reached.
 * @returns whether the server has heard of it
 */
export async function withdrawConsent(uid: string): Promise<boolean> {
  await withdrawHere(uid);
  const person = await payOwedWithdrawal().catch((error: unknown) => {
    if (error instanceof Offline || (error instanceof ApiProblem && error.status >= 500)) return null;
    throw error;
  });
  if (person) await signedIn(person);
  else if (me.value) await signedIn(withoutConsent(me.value.value));
  return person !== null;
}

const withoutConsent = (person: Me): Me => ({ ...person, consent: null });

async function payOwedSignOut(): Promise<void> {
  try {
    await api.signOut();
  } catch (error) {
    if (error instanceof Offline || (error instanceof ApiProblem && error.status !== 401)) return;
    if (!(error instanceof ApiProblem)) throw error;
  }
  await signOutOwed.write(null);
}

/** Only one person's answers are kept for reading on a phone: the one who is signed in. */
async function remember(person: Me): Promise<void> {
  if (person.withdrawnAt !== null) await heedWithdrawal(person.id, Date.parse(person.withdrawnAt));
  await stored(() => db.cache.where("uid").noneOf([person.id, ""]).delete());
  await currentStudent.write(person.id);
  await writeCache(person.id, "me", person);
}

async function forget(uid: string): Promise<void> {
  await currentStudent.write(null);
  await forgetDelivered(uid);
  await dropCache(uid);
}

function show(found: Cached<Me> | null): Cached<Me> | null {
  me.value = found;
  followErasure(found?.value.id ?? null);
  followStudent(found?.value.id ?? null);
  followCarried(found?.value.id ?? null);
  return found;
}
