import type { IConstruct } from "constructs";
import { knownFlag, number } from "./prop-readers";
import { checkArgument, CONSTRUCT, type PropTable } from "./prop-types";
import { readProps } from "./props";
import { enforceInTime } from "./rule";
import { ScopeSetting } from "./scope-setting";

/** What an environment decides once for all modules below it; a module's own prop wins. */
export interface ModuleDefaultsProps {
  /**
   * Whether Terraform refuses to destroy keys, secrets and parameters that are in the code (`prevent_destroy`). What is removed
   * from the code is destroyed: the protection goes with it.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;
  /** Days a deleted KMS key can be restored, 7 to 30. @default 30 */
  readonly keyDeletionWindowDays?: number;
  /** Days a deleted secret can be restored, 0 (none) or 7 to 30. @default 30 */
  readonly secretRecoveryWindowDays?: number;
  /** Days that log groups keep events. @default 365 */
  readonly logRetentionDays?: number;
}

const PROPS = {
  deletionProtection: knownFlag,
  keyDeletionWindowDays: number,
  secretRecoveryWindowDays: number,
  logRetentionDays: number,
} satisfies PropTable<ModuleDefaultsProps>;

const settings = new ScopeSetting<ModuleDefaultsProps>();

/** Defaults that modules inherit from the construct tree. */
export const ModuleDefaults = {
  /** Sets the defaults of everything below `scope`; what is not given here is inherited from above. */
  set: (scope: IConstruct, defaults: ModuleDefaultsProps): void => {
    checkArgument("ModuleDefaults.set()", "scope", CONSTRUCT, scope);
    enforceInTime(scope, "ModuleDefaults.set", settings);
    settings.set(scope, { ...settings.get(scope), ...readProps(scope, PROPS, defaults) });
  },

  /** The defaults in force for `scope`. */
  of: (scope: IConstruct): ModuleDefaultsProps => {
    checkArgument("ModuleDefaults.of()", "scope", CONSTRUCT, scope);
    return settings.get(scope) ?? {};
  },
} as const;
