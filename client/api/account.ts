import { About } from "../../shared/api/about.ts";
import {
  type AccountChange,
  InvitationCreated,
  InvitationFound,
  type InvitationRequest,
  Invitations,
  Me,
  type PasswordChange,
  type PasswordReset,
  type Registration,
  ResetLink,
  Sessions,
  type SignIn,
  UserRows,
} from "../../shared/api/account.ts";
import { hearZone } from "../i18n/zone.ts";
import { by, type CallOptions, done, type Input, read, rpc, until } from "./rpc.ts";

/** Who is signed in here, and what this server is. */
export const session = {
  /** Who is signed in. @throws ApiProblem sign_in_needed */
  me: (options?: CallOptions) => read(hearZone(rpc.me.$get({}, until(options))), Me),
  register: (json: Registration) => read(hearZone(rpc.account.register.$post({ json })), Me),
  signIn: (json: Input<typeof SignIn>) => read(hearZone(rpc.account["sign-in"].$post({ json })), Me),
  /** Ends the session on the server only; screens call `signOut` of client/store/session.ts. */
  signOut: () => done(rpc.account["sign-out"].$post()),
  about: (options?: CallOptions) => read(rpc.about.$get({}, until(options)), About),
} as const;

export const account = {
  change: (json: Input<typeof AccountChange>) => read(rpc.account.$patch({ json }), Me),
  password: (json: Input<typeof PasswordChange>) => done(rpc.account.password.$post({ json })),
  reset: (json: Input<typeof PasswordReset>) => done(rpc.account.reset.$post({ json })),
  sessions: () => read(rpc.account.sessions.$get(), Sessions),
  revokeSession: (id: string) => done(rpc.account.sessions[":id"].$delete(by(id))),
} as const;

export const invitations = {
  list: () => read(rpc.invitations.$get(), Invitations),
  create: (json: Input<typeof InvitationRequest>) => read(rpc.invitations.$post({ json }), InvitationCreated),
  lookup: (token: string) => read(rpc.invitations.lookup.$post({ json: { token } }), InvitationFound),
  /** Raises the role of one's own account. @throws ApiProblem link_spent, forbidden (the link is another's) */
  accept: (token: string) => read(rpc.invitations.accept.$post({ json: { token } }), Me),
  revoke: (id: string) => done(rpc.invitations[":id"].$delete(by(id))),
} as const;

export const users = {
  list: () => read(rpc.users.$get(), UserRows),
  resetLink: (id: string) => read(rpc.users[":id"]["reset-link"].$post(by(id)), ResetLink),
} as const;
