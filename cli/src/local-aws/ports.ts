import { createServer } from "node:net";
import { UserError } from "../user-error";

export const LOOPBACK = "127.0.0.1";

/** A port of this machine that nobody listens on just now. */
export function freePort(): Promise<number> {
  return listen(0);
}

/** Makes sure that a port the user asked for can be had. */
export async function requireFreePort(port: number): Promise<number> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UserError(
      `\`port\` must be between 1 and 65535, got ${port}.`,
      "A TCP port is a number of 16 bits.",
      ["name another port, or none to have a free one chosen"],
    );
  }
  try {
    return await listen(port);
  } catch (error) {
    throw portError(port, error);
  }
}

/** Says which port could not be had, and why. */
export function portError(port: number, cause: unknown): UserError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const reason =
    code === "EACCES"
      ? "This user may not listen on it (ports below 1024 are usually reserved)."
      : "Another program is listening on it.";
  return new UserError(
    `Port ${port} of ${LOOPBACK} is not free.`,
    reason,
    [
      "name another port, or none to have a free one chosen",
      `or see who has it: lsof -iTCP:${port} -sTCP:LISTEN`,
    ],
    { cause },
  );
}

function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      const chosen = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve(chosen));
    });
  });
}
