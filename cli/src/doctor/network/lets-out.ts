import type { SecurityGroup } from "@aws-sdk/client-ec2";

/** AWS is called over TLS. */
const HTTPS = 443;

/** Whether a security group lets out what AWS is called with, to wherever. */
export function letsOut({ IpPermissionsEgress = [] }: SecurityGroup): boolean {
  return IpPermissionsEgress.some(({ IpProtocol, FromPort = 0, ToPort = 65_535 }) => {
    if (IpProtocol === "-1") return true;
    return (IpProtocol === "tcp" || IpProtocol === "6") && FromPort <= HTTPS && HTTPS <= ToPort;
  });
}
