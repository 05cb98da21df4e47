import { InvalidArgumentError } from "commander";

/** Reads the value of `--port`. @throws InvalidArgumentError, which commander shows with the option's name */
export function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a whole number from 1 to 65535.");
}
