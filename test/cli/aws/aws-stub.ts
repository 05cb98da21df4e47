import { AwsClients } from "../../../cli/src/aws";
import { jsonAnswer, readJson, type AwsResponse } from "../../../cli/src/local-aws/quirk";
import { RecordedCalls } from "../../support/recorded-calls";

/** What an operation answers to a request, or that it does not; an answer of its own kind passes as it is. */
export type Operations = Readonly<
  Record<
    string,
    (
      body: Readonly<Record<string, unknown>>,
    ) => Readonly<Record<string, unknown>> | AwsResponse | Promise<never>
  >
>;

/** Works with an AWS that answers as it is told to. */
export async function withAws<T>(
  operations: Operations,
  work: (clients: AwsClients, calls: RecordedCalls) => Promise<T>,
): Promise<T> {
  const calls = await RecordedCalls.start("http://127.0.0.1:1", (request) => {
    const result = operations[request.operation]?.(readJson(request)) ?? {};
    if (result instanceof Promise) return result;
    return isResponse(result) ? result : jsonAnswer(result, "1.1");
  });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const { endpoint } = calls;
  const clients = new AwsClients({ endpoint, region: "eu-central-1", credentials });
  try {
    return await work(clients, calls);
  } finally {
    clients.destroy();
    await calls.stop();
  }
}

function isResponse(
  result: Readonly<Record<string, unknown>> | AwsResponse,
): result is AwsResponse {
  return "status" in result && "headers" in result;
}
