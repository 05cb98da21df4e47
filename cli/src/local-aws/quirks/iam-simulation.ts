import type { Quirk } from "../quirk";

const REFUSED = `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No simulation here.</Message></Error>
</ErrorResponse>`;

/** Refuses IAM's policy simulation, as AWS does to those who may not use it. */
export function iamSimulation(): Quirk {
  return {
    id: "iam-simulation",
    why: "moto lacks SimulatePrincipalPolicy and breaks down over it, so that clients ask again and again",
    matches: ({ service, operation }) =>
      service === "iam" && operation === "SimulatePrincipalPolicy",
    onRequest: () => ({
      status: 403,
      headers: { "content-type": "text/xml" },
      body: Buffer.from(REFUSED),
    }),
  };
}
