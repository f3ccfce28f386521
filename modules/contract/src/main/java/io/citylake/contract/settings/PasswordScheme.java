package io.citylake.contract.settings;

/** How passwords are hashed that are set from now on. */
public enum PasswordScheme {
  /** RFC 9106; costs memory too. */
  ARGON2ID,
  /** PBKDF2 (RFC 8018) with SM3 (GB/T 32905-2016), where national cryptography is asked for. */
  PBKDF2_HMAC_SM3
}
