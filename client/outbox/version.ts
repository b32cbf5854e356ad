/** Version of what this client sends ("pv"); raised when the client's side of the protocol changes. */
export const CLIENT_VERSION = 1;
