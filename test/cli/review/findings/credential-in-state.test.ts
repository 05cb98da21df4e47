import { madeInput } from "../fixtures/made-plan";
import { found } from "./found";

function said(type: string, actions: readonly string[]): readonly string[] {
  const change = { type, actions, before: null, after: {} };
  return found("CREDENTIAL-IN-STATE", madeInput([change])).map(
    ({ severity, text }) => `${severity} ${text}`,
  );
}

it.each([
  "aws_iam_access_key",
  "aws_iam_service_specific_credential",
  "aws_iam_user_login_profile",
  "random_bytes",
  "random_password",
  "tls_private_key",
])("says that what %s makes is kept in the state", (type) => {
  expect(said(type, ["create"])).toEqual([
    `low What this ${type} makes is kept in Terraform's state: anyone who reads the state reads it.`,
  ]);
  expect(said(type, ["no-op"])).toEqual([]);
});

it.each(["random_id", "random_pet", "random_string", "tls_cert_request"])(
  "says nothing of %s, which makes nothing secret",
  (type) => {
    expect(said(type, ["create"])).toEqual([]);
  },
);
