package io.citylake.govern.access;

/** A way to sign, with the key. */
sealed interface HeadSignature permits Ed25519Key, Sm2Key {
  /** Whether it has the private key. */
  boolean signs();

  /** Called where it {@link #signs} only. */
  byte[] sign(byte[] text);

  /** False also for what is no signature at all. */
  boolean verifies(byte[] text, byte[] signature);
}
