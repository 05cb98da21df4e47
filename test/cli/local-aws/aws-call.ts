/** A call to an emulator without an SDK: no signature is checked there, only the scope is read. */
export interface AwsCall {
  readonly service: string;
  /** @default - POST */
  readonly method?: string;
  /** @default - / */
  readonly path?: string;
  /** The operation in X-Amz-Target, for the JSON protocols. */
  readonly target?: string;
  readonly body?: string | object;
}

/** Sends the call; the body of the answer is JSON where it is one, else text. */
export async function awsCall(
  endpoint: string,
  call: AwsCall,
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const scope = `Credential=test/20240101/eu-central-1/${call.service}/aws4_request`;
  const response = await fetch(endpoint + (call.path ?? "/"), {
    method: call.method ?? "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`,
      ...(call.target === undefined
        ? {}
        : { "x-amz-target": call.target, "content-type": "application/x-amz-json-1.0" }),
    },
    ...(call.body === undefined
      ? {}
      : { body: typeof call.body === "string" ? call.body : JSON.stringify(call.body) }),
  });
  return { status: response.status, headers: response.headers, body: parse(await response.text()) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
