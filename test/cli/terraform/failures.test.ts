import { execFileSync } from "node:child_process";
import {
  expectOk,
  formatDiagnostic,
  interrupted,
  NoRoomError,
  readingValues,
  type Diagnostic,
} from "../../../cli/src/terraform";
import type { UserError } from "../../../cli/src/user-error";

describe("an interrupted Terraform", () => {
  const NEXT = "Run the same command again.";
  const said = (command: string, exitCode: number, output = "", detail = ""): string => {
    const diagnostics: Diagnostic[] =
      detail === "" ? [] : [{ severity: "error", summary: "Failed to save state", detail }];
    const result = { command, exitCode, output, diagnostics };
    return interrupted({ ...result, ok: false, aborted: true, seconds: 1 }, NEXT).format();
  };

  it("has changed nothing where it changes nothing", () => {
    expect(said("plan", 137)).toBe(
      `\`terraform plan\` was interrupted. Nothing was changed. ${NEXT}`,
    );
  });

  it.each(["apply", "destroy"])("says of %s that the state knows of it", (command) => {
    expect(said(command, 1)).toContain(
      "What it had changed by then stays, and the state knows of it.",
    );
    expect(said(command, 1)).toContain(NEXT);
  });

  it.each(["apply", "destroy"])("does not say that of %s where it had to be killed", (command) => {
    expect(said(command, 137)).toContain(
      "the state may not know of all of it, and may still be locked",
    );
    expect(said(command, 137)).toContain("terraform force-unlock ID");
    expect(said(command, 137)).not.toContain("the state knows");
  });

  it("repeats what Terraform says of a state that it could not save", () => {
    const detail = "The state is in errored.tfstate. Type: terraform state push errored.tfstate";
    const text = said("apply", 1, detail, detail);
    expect(text).toContain("terraform state push errored.tfstate");
    expect(text).toContain("its state could not be saved");
    expect(text).not.toContain("the state knows");
  });
});

describe("formatDiagnostic", () => {
  const said = "operation error SSM: PutParameter, https response error StatusCode: 400";

  it.each([
    ["its JSON", `{"Name":"/x","Value":"canary"}`],
    ["a value in quotes", "Value 'canary' at 'value' failed to satisfy constraint"],
    ["its form", "Action=PutParameter&Value=canary"],
    ["a value in quotes of a book", "Value \u201ccanary\u201d is too long"],
    ["a value in pointed quotes", "Value \u00abcanary\u00bb is too long"],
    ["a value in backticks", "the value `canary` is too long"],
    ["XML", "<Value>canary</Value>"],
    ["a value without quotes", "Parameter value, Canary1canary, cannot be validated"],
    ["a value of hexadecimal digits", "the value 0123456789canary0 is too long"],
    ["a value in Base64", "Value: Y2FuYXJ5canary+/ is not valid"],
    ["a value over lines", "Value: \n Canary7Xcanary\n is not valid"],
    ["a value of signs", "Parameter value canary!%rTk(Lw):x cannot be validated"],
    ["a short value", "value canary1 is not valid"],
    ["a short value after a colon", "the value: canary2 is not valid"],
    ["a value that begins like a path", "the value /canary1Ef3Gh4Ij is not valid"],
    ["a word", "The value is canary, and not valid"],
    ["a value after a comma", "The value, canary, is not valid"],
    ["a value that nothing announces", "Failed to validate canaryQzRw of the request"],
    ["a path that nothing announces", "Failed to validate /canary1Ef3Gh4Ij of the request"],
    ["signs that nothing announces", "Failed to validate x-canary%k of the request"],
    ["letters that nothing announces", "Failed to validate canarycanarycanary of the request"],
    ["eight signs that nothing announces", "Failed to validate canary12 of the request"],
  ])("cuts what AWS says after it begins to quote the request: %s", (_, quoted) => {
    const text = `creating SSM Parameter (/x): ${said}, api error ValidationException: ${quoted}`;
    for (const [summary, detail] of [
      [text, ""],
      ["Failed", `${text}\nand canary again`],
    ] as const) {
      const shown = formatDiagnostic({ severity: "error", summary, detail, address: "a.b" });
      expect(shown).toContain(`a.b: `);
      expect(shown).toContain("api error ValidationException: ");
      expect(shown).not.toContain("canary");
    }
  });

  it("cuts it in the words of the SDK before, too", () => {
    const summary =
      "creating SimpleDB Domain: InvalidParameterValue: Value ( canary ) and 'canary'\n\tstatus code: 400, request id: 1";
    const shown = formatDiagnostic({ severity: "error", summary, detail: "" });
    expect(shown).toContain("creating SimpleDB Domain: InvalidParameterValue: Value (");
    expect(shown).not.toContain("'canary");
  });

  it("cuts it in what has no code of its own before it", () => {
    const summary =
      "putting Secrets Manager Secret value: operation error Secrets Manager: PutSecretValue, https response error StatusCode: 400, RequestID: 0a1b2c3d-0000-1111-2222-333344445555, InvalidParameterException: The value Canary1 is too short";
    const shown = formatDiagnostic({ severity: "error", summary, detail: "" });
    expect(shown).toContain("InvalidParameterException: The value …");
    expect(shown).not.toContain("Canary1");
  });

  it.each([
    ["expected length of description to be in the range (0 - 10), got canary", "got …"],
    [`Attribute value must be one of: ["a"], got: "canary"`, "got: …"],
    ["unexpected state 'FAILED', wanted target 'READY'. last error: SecretString=canary", "="],
    [`"kms_key_id" (canary) is an invalid ARN: arn: invalid prefix`, "kms_key_id"],
    ['.note: was cty.StringVal("canary"), but now cty.StringVal("x")', ".note: was"],
    ["checking the password: canary is too weak", "checking the password: …"],
  ])("cuts what a provider says that it was given: %s", (summary, kept) => {
    for (const [said, detail] of [
      [summary, ""],
      ["Failed", summary],
    ] as const) {
      const shown = formatDiagnostic({ severity: "error", summary: said, detail });
      expect(shown).toContain(kept);
      expect(shown).not.toContain("canary");
    }
  });

  it.each([
    "creating ECS Service (web): operation error ECS: CreateService, https response error StatusCode: 400, RequestID: 0a1b2c3d-0000-1111-2222-333344445555, InvalidParameterException: The target group with targetGroupArn arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web-Ab12/1a2b3c does not have an associated load balancer.",
    "creating Secrets Manager Secret (shop/db): operation error Secrets Manager: CreateSecret, https response error StatusCode: 400, RequestID: 1, InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.",
    "creating SSM Parameter (/x): operation error SSM: PutParameter, https response error StatusCode: 400, RequestID: 1, api error ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    "creating SSM Parameter (/x): operation error SSM: PutParameter, https response error StatusCode: 400, RequestID: 1, api error ThrottlingException: Rate exceeded",
    "creating SSM Parameter (/x): operation error SSM: PutParameter, https response error StatusCode: 400, RequestID: 1, api error AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/Deploy12/me@example.com is not authorized to perform: ssm:PutParameter on resource: arn:aws:ssm:eu-central-1:123456789012:parameter/Orders12/Db because no identity-based policy allows the ssm:PutParameter action",
    "creating SSM Parameter (/x): operation error SSM: PutParameter, https response error StatusCode: 400, RequestID: 1, api error ValidationException: Standard tier parameters support a maximum parameter size of 4096 characters.",
    "creating IAM Role (x): operation error IAM: CreateRole, https response error StatusCode: 409, RequestID: 1, EntityAlreadyExists: Role with name web-execution already exists.",
    "The given value is not suitable for var.size declared at main.tf.json: a number is required.",
  ])("leaves what AWS and Terraform say otherwise: %s", (summary) => {
    expect(formatDiagnostic({ severity: "error", summary, detail: "" })).toBe(summary);
  });

  it("leaves what quotes nothing, what S3 says of itself, and what Terraform says itself", () => {
    const denied = `${said}, api error AccessDeniedException: User: arn:aws:iam::1:role/x is not authorized`;
    const name = `${said}, RequestID: 5f1d7a54-Ab12-4c3d-9e8f-0123456789ab, api error ParameterNotFound: Parameter /orders/db-2 is missing`;
    const own = 'Set TF_VAR_x: this apply writes "/x" = {…}';
    const taken =
      "creating S3 Bucket (x): operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: JBm1, HostID: MI8/e+w==, BucketAlreadyOwnedByYou: it is yours";
    for (const summary of [denied, taken, name, own]) {
      expect(formatDiagnostic({ severity: "error", summary, detail: "" })).toBe(summary);
    }
  });
});

describe("expectOk", () => {
  const failed = (...diagnostics: readonly Diagnostic[]): string => {
    const run = {
      command: "apply",
      exitCode: 1,
      ok: false,
      aborted: false,
      output: "",
      seconds: 1,
    };
    try {
      expectOk({ ...run, diagnostics });
    } catch (error) {
      return (error as UserError).format();
    }
    return "";
  };
  const error = (summary: string, address?: string): Diagnostic => ({
    severity: "error",
    summary,
    detail: "",
    ...(address === undefined ? {} : { address }),
  });

  it("begins with the values that are missing, whatever else Terraform says, and says what to type", () => {
    const text = failed(
      error("creating ECS Service: denied", "aws_ecs_service.web"),
      error("Set TF_VAR_b and TF_VAR_c: this apply writes db"),
      error("Set TF_VAR_a: this apply writes api-key"),
      error("Set TF_VAR_a: this apply writes api-key"),
    );
    expect(text.split("\n")).toEqual([
      "Set TF_VAR_a: this apply writes api-key",
      "Set TF_VAR_b and TF_VAR_c: this apply writes db",
      "  Why: `terraform apply` failed with exit code 1.",
      "       aws_ecs_service.web: creating ECS Service: denied",
      "  Try: read -rs TF_VAR_a && export TF_VAR_a",
      "       read -rs TF_VAR_b && export TF_VAR_b",
      "       read -rs TF_VAR_c && export TF_VAR_c",
      "       and run the same command again, or take the change back",
    ]);
  });

  it("says what a shell takes for names that are none of its own variables, which are whole", () => {
    const text = failed(
      error("Set TF_VAR_orders-api-key and TF_VAR_größe: this apply writes a"),
      error("Set TF_VAR_a: this apply writes a"),
    );
    expect(text.split("\n").slice(3)).toEqual([
      "  Try: read -rs TF_VAR_a && export TF_VAR_a",
      '       read -rs value1 && read -rs value2 && env "TF_VAR_orders-api-key=$value1" "TF_VAR_größe=$value2" <the same command>',
      "       and run the same command again, or take the change back",
    ]);
    const command = readingValues(["TF_VAR_x-y"])[0]?.replace(
      "<the same command>",
      "printenv TF_VAR_x-y",
    );
    const shown = execFileSync("bash", ["-c", command ?? ""], {
      input: "a b$c\n",
      encoding: "utf8",
    });
    expect(shown).toBe("a b$c\n");
  });

  it.each([
    ["No valid credential sources found", ""],
    ["Error configuring S3 Backend: no valid credential sources for S3 Backend found", ""],
    ["validating provider credentials", "api error ExpiredToken: it is expired"],
  ])("says how to log in where there are no credentials: %s %s", (summary, detail) => {
    const { AWS_PROFILE: before } = process.env;
    process.env["AWS_PROFILE"] = "orders dev";
    const text = failed({ severity: "error", summary, detail });
    delete process.env["AWS_PROFILE"];
    const unnamed = failed({ severity: "error", summary, detail });
    if (before !== undefined) process.env["AWS_PROFILE"] = before;
    expect(text).toContain("Try: log in: aws sso login --profile 'orders dev'\n");
    expect(unnamed).toContain(
      "Try: log in: aws sso login --profile <name>, and name it: export AWS_PROFILE=<name>\n",
    );
    expect(text).not.toContain("correct what Terraform names");
  });

  it("quotes no request either where Terraform reports nothing that a program reads", () => {
    const output = `panic: operation error SSM: PutParameter, api error X: "canary"\nand canary`;
    const run = { command: "apply", exitCode: 2, ok: false, aborted: false, seconds: 1 };
    const ended = (): unknown => expectOk({ ...run, diagnostics: [], output });
    expect(ended).toThrow(
      expect.objectContaining({ reason: expect.not.stringContaining("canary") }),
    );
    expect(ended).toThrow(
      expect.objectContaining({ reason: expect.stringContaining("PutParameter") }),
    );
  });

  it.each([
    ["that Terraform names", "init: no space left on device", undefined],
    ["that is seen from outside only", "", true],
  ])("says of a full disk %s what to do", (_, output, noRoom) => {
    const run = { command: "apply", exitCode: 1, ok: false, aborted: false, seconds: 1 };
    const ended = (): unknown => expectOk({ ...run, diagnostics: [], output, noRoom });
    expect(ended).toThrow(NoRoomError);
    expect(ended).toThrow(
      expect.objectContaining({
        reason: expect.stringMatching(/no space( is)? left on( the)? device/i),
        remedy: [expect.stringContaining("make room")],
      }),
    );
  });

  it("prints no line for programs, which may be the state, and says that nothing has saved that", () => {
    const output = `{"@message":"Emergency state dump","state":{"value":"canary"}}\nkilled\n`;
    const run = { command: "apply", exitCode: 1, ok: false, aborted: false, seconds: 1 };
    const ended = (noRoom: boolean): unknown =>
      expectOk({ ...run, diagnostics: [], output, noRoom });
    expect(() => ended(false)).toThrow(expect.objectContaining({ reason: "killed" }));
    expect(() => ended(true)).toThrow(
      expect.objectContaining({
        reason: expect.stringMatching(
          /^killed\nNo space .+\nIts state could not be saved: .+ no state knows\.$/,
        ),
      }),
    );
  });

  it("leaves every other error to Terraform's own words", () => {
    expect(failed(error("no", "a.b"))).toContain("Why: a.b: no\n  Try: correct what Terraform");
  });
});
