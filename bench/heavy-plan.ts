import { closeSync, openSync, writeSync } from "node:fs";

/** What a plan weighs. */
export interface Weight {
  /** How many marked values it holds, each another. */
  readonly marks: number;
  readonly megabytes: number;
}

/** Values of a resource: one that is made of two marked ones, and a text that nothing marks. */
function valuesOf(at: number, padding: string): string {
  const name = `/app/service-${at}/key`;
  const arn = `arn:aws:ssm:eu-west-1:111122223333:parameter${name}`;
  return `{"arn":"${arn}","id":"${name}","name":"${name}","type":"SecureString","value":"old-${at}-kept","description":"${padding}","tags":{"team":"shop"}}`;
}

/**
 * Writes a plan with many resources piece by piece, since no string of JavaScript needs to be as long: half of its marked values
 * are read before and half after the change.
 */
export function writeHeavyPlan(file: string, { marks, megabytes }: Weight): void {
  const resources = marks / 2;
  const bytes = (megabytes * 1e6) / resources;
  // Each stands before, after and in the prior state.
  const padding = Math.max(0, Math.floor((bytes - 1_450) / 3));
  const handle = openSync(file, "w");
  const write = (text: string): void => void writeSync(handle, text);
  try {
    write('{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{},');
    write(
      '"configuration":{"root_module":{}},"prior_state":{"values":{"root_module":{"resources":[',
    );
    for (let at = 0; at < resources; at += 1) {
      write(at === 0 ? "" : ",");
      write(
        `{"address":"aws_ssm_parameter.key[${at}]","mode":"managed","type":"aws_ssm_parameter","name":"key","index":${at},"values":${valuesOf(at, words(at, padding))},"sensitive_values":{"value":true}}`,
      );
    }
    write(']}}},"resource_changes":[');
    for (let at = 0; at < resources; at += 1) {
      const before = valuesOf(at, words(at, padding));
      const after = before.replace(`old-${at}-kept`, `new-${at}-secret`);
      write(at === 0 ? "" : ",");
      write(
        `{"address":"aws_ssm_parameter.key[${at}]","mode":"managed","type":"aws_ssm_parameter","name":"key","index":${at},"provider_name":"registry.terraform.io/hashicorp/aws","change":{"actions":["update"],"before":${before},"after":${after},"after_unknown":{},"before_sensitive":{"value":true},"after_sensitive":{"value":true}}}`,
      );
    }
    write("]}");
  } finally {
    closeSync(handle);
  }
}

/** A text of a length that stands nowhere else. */
function words(at: number, length: number): string {
  return `value ${at} of the many that no one marks, `
    .repeat(Math.ceil(length / 30))
    .slice(0, length);
}
