import {
  isAnswer,
  type AwsRequest,
  type AwsResponse,
  type Quirk,
} from "../../../../cli/src/local-aws/quirk";

/** A call as the proxy reads it. */
export function call(
  service: string,
  operation: string,
  body: object | string = {},
  more: Partial<AwsRequest> = {},
): AwsRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    method: "POST",
    path: "/",
    headers: {},
    body: Buffer.from(text),
    service,
    operation,
    ...more,
  };
}

/** An answer of the emulator. */
export function answer(body: object | string, status = 200): AwsResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: {}, body: Buffer.from(text) };
}

/** What a caller gets through a quirk, and what the emulator got; nothing where the quirk answered itself. */
export interface Exchange {
  readonly response: AwsResponse;
  readonly sent: AwsRequest | undefined;
}

/** Sends a call through a quirk to an emulator that gives one answer. */
export function exchange(quirk: Quirk, request: AwsRequest, emulator: AwsResponse): Exchange {
  if (!quirk.matches(request)) return { response: emulator, sent: request };
  const sent = quirk.onRequest?.(request) ?? request;
  if (sent instanceof Promise) throw new Error(`${quirk.id} is expected to answer at once`);
  if (isAnswer(sent)) return { response: sent, sent: undefined };
  return { response: quirk.onResponse?.(request, emulator) ?? emulator, sent };
}

/** The same, as the JSON of the answer. */
export function asked(quirk: Quirk, request: AwsRequest, emulator: object = {}): unknown {
  const { response } = exchange(quirk, request, answer(emulator));
  return JSON.parse(response.body.toString("utf8"));
}
