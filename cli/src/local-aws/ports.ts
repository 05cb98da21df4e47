import { createServer, type Server } from "node:net";
import { UserError } from "../user-error";

export const LOOPBACK = "127.0.0.1";

/** A port of this machine that is free at the moment. */
export function freePort(): Promise<number> {
  return probe(0);
}

/** Makes sure that a port the user asked for can be had. */
export async function requireFreePort(port: number): Promise<number> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UserError(
      `\`port\` must be between 1 and 65535, got ${port}.`,
      "A TCP port is a 16-bit number.",
      ["name another port, or none to have a free one chosen"],
    );
  }
  return probe(port);
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
      `or see which program has it: lsof -iTCP:${port} -sTCP:LISTEN`,
    ],
    { cause },
  );
}

/** Has `server` listen on a port of this machine, 0 for a free one. @returns the port @throws UserError where it is taken */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(portError(port, error)));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

async function probe(port: number): Promise<number> {
  const server = createServer();
  const chosen = await listen(server, port);
  return new Promise((resolve) => server.close(() => resolve(chosen)));
}
