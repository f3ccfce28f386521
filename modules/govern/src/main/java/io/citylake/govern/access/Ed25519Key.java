package io.citylake.govern.access;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519 (RFC 8032). Safe for threads.
 *
 * @param secret null where only the public key is known
 * @param open null where only the private key is
 */
record Ed25519Key(@Nullable PrivateKey secret, @Nullable PublicKey open) implements HeadSignature {
  static final String ALGORITHM = "Ed25519";

  /** From PKCS#8. */
  static Ed25519Key ofPrivate(byte[] encoded) throws GeneralSecurityException {
    return new Ed25519Key(
        KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)), null);
  }

  /** From X.509's SubjectPublicKeyInfo. */
  static Ed25519Key ofPublic(byte[] encoded) throws GeneralSecurityException {
    return new Ed25519Key(
        null, KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
  }

  @Override
  public boolean signs() {
    return secret != null;
  }

  @Override
  public byte[] sign(byte[] text) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(text);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot use Ed25519", e);
    }
  }

  @Override
  public boolean verifies(byte[] text, byte[] signed) {
    if (open == null) {
      // The same text has the same signature.
      return MessageDigest.isEqual(sign(text), signed);
    }
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(open);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
