export {
  SecureStringParameter,
  type ISecureStringParameter,
  type SecureStringParameterAttributes,
  type SecureStringParameterProps,
} from "./secure-string-parameter";
