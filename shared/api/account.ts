import * as v from "valibot";
import { Instant, Uuid, written } from "../ids.ts";

export const Role = v.picklist(["student", "teacher", "administrator"]);
export type Role = v.InferOutput<typeof Role>;
export const Language = v.picklist(["en", "es"]);
export type Language = v.InferOutput<typeof Language>;

export const PersonName = written(120);
export const Email = v.pipe(v.string(), v.trim(), v.toLowerCase(), v.email(), v.maxLength(254));
/** NIST SP 800-63B-4: length counts, composition rules do not. */
export const Password = v.pipe(v.string(), v.minLength(10), v.maxLength(128));

/** POST /v1/account/register. Without `invitation` or `setupCode` the account is a student's. */
export const Registration = v.strictObject({
  name: PersonName,
  email: Email,
  password: Password,
  language: Language,
  studentNumber: v.optional(written(40)),
  /** token of an administrator's invitation */
  invitation: v.optional(v.pipe(v.string(), v.maxLength(128))),
  /** of a course that has the address on its roster already, put there by a file: then the account is that person's */
  joinCode: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(20))),
  /** the one-time code printed at the first start */
  setupCode: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(64))),
});
export type Registration = v.InferInput<typeof Registration>;

/** POST /v1/account/sign-in */
export const SignIn = v.strictObject({ email: Email, password: v.pipe(v.string(), v.maxLength(128)) });

/** PATCH /v1/account */
export const AccountChange = v.strictObject({ name: v.optional(PersonName), language: v.optional(Language) });

/** POST /v1/account/password (signed in) */
export const PasswordChange = v.strictObject({
  current: v.pipe(v.string(), v.maxLength(128)),
  next: Password,
});

/** POST /v1/account/reset with a link that an administrator issued */
export const PasswordReset = v.strictObject({
  token: v.pipe(v.string(), v.maxLength(128)),
  password: Password,
});

export const ConsentRecord = v.strictObject({ version: v.string(), language: Language, givenAt: Instant });

export const EnrolmentStatus = v.picklist(["uploading", "checking", "awaiting", "confirmed", "rejected"]);
export type EnrolmentStatus = v.InferOutput<typeof EnrolmentStatus>;

/** GET /v1/me; also the answer of register and sign-in. */
export const Me = v.strictObject({
  id: Uuid,
  name: v.string(),
  email: v.string(),
  role: Role,
  language: Language,
  studentNumber: v.nullable(v.string()),
  /** the consent in force to the current text, or null */
  consent: v.nullable(ConsentRecord),
  /** when a consent to the face was last withdrawn: a device that has not acted on it destroys what it holds of the face */
  withdrawnAt: v.optional(v.nullable(Instant), null),
  /** the latest enrolment, or null */
  enrolment: v.nullable(
    v.strictObject({ id: Uuid, status: EnrolmentStatus, code: v.nullable(v.string()), at: Instant }),
  ),
});
export type Me = v.InferOutput<typeof Me>;

/**
 * Header of what tells who is signed in: the university's time zone, an IANA name. No field of it, because an older app refuses
 * an answer with a field that it does not know.
 */
export const TIME_ZONE_HEADER = "x-time-zone";

/** GET /v1/account/sessions */
export const Session = v.strictObject({
  id: Uuid,
  current: v.boolean(),
  createdAt: Instant,
  expiresAt: Instant,
  userAgent: v.nullable(v.string()),
});
export const Sessions = v.array(Session);
export type Session = v.InferOutput<typeof Session>;

/** POST /v1/invitations (administrator) */
export const InvitationRequest = v.strictObject({
  email: Email,
  role: v.picklist(["teacher", "administrator"]),
});
export const Invitation = v.strictObject({
  id: Uuid,
  email: v.string(),
  role: Role,
  createdAt: Instant,
  expiresAt: Instant,
  acceptedAt: v.nullable(Instant),
});
export type Invitation = v.InferOutput<typeof Invitation>;
export const Invitations = v.array(Invitation);
/** The link is shown once; only its token's hash is kept. `path` is relative to the app's origin. */
export const InvitationCreated = v.strictObject({ ...Invitation.entries, path: v.string() });
/** POST /v1/invitations/lookup {token}: what the registration page shows for a link. */
export const InvitationLookup = v.strictObject({ token: v.pipe(v.string(), v.maxLength(128)) });
export const InvitationFound = v.strictObject({
  email: v.string(),
  role: Role,
  /** somebody has an account with this address: they sign in and accept, instead of registering */
  account: v.optional(v.boolean(), false),
});
/** POST /v1/invitations/accept {token}: raises the role of the account that is signed in, if it is the one invited. Answers Me. */
export const InvitationAcceptance = InvitationLookup;

/** GET /v1/users (administrator) */
export const UserRow = v.strictObject({
  id: Uuid,
  name: v.string(),
  email: v.string(),
  role: Role,
  createdAt: Instant,
  enrolment: v.nullable(EnrolmentStatus),
});
export const UserRows = v.array(UserRow);
export type UserRow = v.InferOutput<typeof UserRow>;
/** POST /v1/users/:id/reset-link (administrator): a one-time link for someone who forgot the password. */
export const ResetLink = v.strictObject({ path: v.string(), expiresAt: Instant });
