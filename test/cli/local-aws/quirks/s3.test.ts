import type { AwsRequest } from "../../../../cli/src/local-aws/quirk";
import { s3ConditionalDenies, s3EventBridge } from "../../../../cli/src/local-aws/quirks/s3";
import { answer, call, exchange } from "./exchange";

const onBucket = (method: string, setting: string, body: object | string = ""): AwsRequest =>
  call("s3", "", body, { method, path: `/orders?${setting}` });

describe("s3-conditional-denies", () => {
  const conditional = { Effect: "Deny", Action: "s3:*", Condition: { Bool: {} } };
  const plain = { Effect: "Deny", Action: "s3:PutObject" };
  const allow = { Effect: "Allow", Action: "s3:*", Condition: { Bool: {} } };
  const policy = (...Statement: readonly object[]) => ({ Version: "2012-10-17", Statement });
  const put = (of: object): AwsRequest => onBucket("PUT", "policy", of);
  const textOf = (body: Buffer): unknown => JSON.parse(body.toString("utf8"));

  it("keeps such a statement from the emulator, and shows it to who reads the policy", () => {
    const quirk = s3ConditionalDenies();
    const mixed = policy(conditional, plain, allow);
    const { sent } = exchange(quirk, put(mixed), answer("", 204));
    expect(sent?.method).toBe("PUT");
    expect(textOf(sent?.body ?? Buffer.from("null"))).toEqual(policy(plain, allow));
    const read = exchange(quirk, onBucket("GET", "policy"), answer(policy(plain, allow)));
    expect(textOf(read.response.body)).toEqual(mixed);
  });

  it("removes the policy in the emulator where nothing is left of it", () => {
    const quirk = s3ConditionalDenies();
    const { sent } = exchange(quirk, put({ Statement: conditional }), answer("", 204));
    expect(sent).toMatchObject({ method: "DELETE", body: Buffer.alloc(0) });
    const read = exchange(quirk, onBucket("GET", "policy"), answer("none", 404));
    expect(textOf(read.response.body)).toEqual({ Statement: conditional });
  });

  it("leaves a policy without such statements as it is", () => {
    const request = put(policy(plain, allow));
    expect(exchange(s3ConditionalDenies(), request, answer("", 204)).sent).toBe(request);
  });

  it.each([
    ["it was removed", onBucket("DELETE", "policy")],
    ["another one was put", put(policy(plain))],
  ])("forgets the policy when %s", (_when, request) => {
    const quirk = s3ConditionalDenies();
    exchange(quirk, put(policy(conditional)), answer("", 204));
    exchange(quirk, request, answer("", 204));
    const read = exchange(quirk, onBucket("GET", "policy"), answer("the emulator's"));
    expect(read.response.body.toString("utf8")).toBe("the emulator's");
  });

  it("remembers nothing that was refused, and shows no policy of a bucket that is gone", () => {
    const quirk = s3ConditionalDenies();
    exchange(quirk, put(policy(conditional)), answer("", 403));
    const none = answer("none", 404);
    expect(exchange(quirk, onBucket("GET", "policy"), none).response).toBe(none);
    exchange(quirk, put(policy(conditional)), answer("", 204));
    const gone = answer("<Error><Code>NoSuchBucket</Code></Error>", 404);
    expect(exchange(quirk, onBucket("GET", "policy"), gone).response).toBe(gone);
  });

  it("is not about an object that is called like the setting", () => {
    const request = call("s3", "", "", { method: "PUT", path: "/orders/key?policy" });
    expect(s3ConditionalDenies().matches(request)).toBe(false);
    expect(s3ConditionalDenies().matches(onBucket("PUT", "acl"))).toBe(false);
  });
});

describe("s3-event-bridge", () => {
  const EVENTS = "<EventBridgeConfiguration/>";
  const whole = (inner = ""): string =>
    `<NotificationConfiguration xmlns="x">${inner}</NotificationConfiguration>`;
  const put = (body: string): AwsRequest => onBucket("PUT", "notification", body);
  const read = onBucket("GET", "notification");

  it.each([
    ["empty", '<NotificationConfiguration xmlns="x"/>', ""],
    ["with a queue", whole("<QueueConfiguration/>"), "<QueueConfiguration/>"],
  ])("shows that the bucket tells EventBridge, in an answer that is %s", (_how, emulator, rest) => {
    const quirk = s3EventBridge();
    exchange(quirk, put(whole(`${rest}${EVENTS}`)), answer(""));
    const { response } = exchange(quirk, read, answer(emulator));
    expect(response.body.toString("utf8")).toBe(whole(`${rest}${EVENTS}`));
  });

  it("turns all off by itself, because the emulator fails at it", () => {
    const quirk = s3EventBridge();
    exchange(quirk, put(whole(EVENTS)), answer(""));
    const off = exchange(quirk, put(whole()), answer("", 500));
    expect(off.sent).toBeUndefined();
    expect(off.response.status).toBe(200);
    const emulator = answer(whole());
    expect(exchange(quirk, read, emulator).response).toBe(emulator);
  });

  it("forgets it when another configuration is put, and remembers nothing that failed", () => {
    const quirk = s3EventBridge();
    const emulator = answer(whole());
    exchange(quirk, put(whole(EVENTS)), answer("", 400));
    expect(exchange(quirk, read, emulator).response).toBe(emulator);
    exchange(quirk, put(whole(EVENTS)), answer(""));
    exchange(quirk, put(whole("<QueueConfiguration/>")), answer(""));
    expect(exchange(quirk, read, emulator).response).toBe(emulator);
  });
});
