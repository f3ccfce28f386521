package io.citylake.govern.access;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;

/**
 * SM2 with SM3 on the recommended curve (GB/T 32918.2-2016 and .5-2017), under the signer's id that
 * GB/T 35276-2017 has for want of another, {@code 1234567812345678}. Safe for threads.
 *
 * @param secret null where only the public key is known
 */
record Sm2Key(@Nullable ECPrivateKeyParameters secret, ECPublicKeyParameters open)
    implements HeadSignature {
  /** The order of the base point (GB/T 32918.5-2017, 2), which tells the curve from others. */
  private static final BigInteger ORDER =
      new BigInteger("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123", 16);

  private static final SecureRandom RANDOM = new SecureRandom();

  /** From PKCS#8. */
  static Sm2Key ofPrivate(byte[] encoded) throws IOException, InvalidKeyException {
    ECPrivateKeyParameters secret =
        curve(PrivateKeyFactory.createKey(encoded), ECPrivateKeyParameters.class);
    ECPoint point = secret.getParameters().getG().multiply(secret.getD()).normalize();
    return new Sm2Key(secret, new ECPublicKeyParameters(point, secret.getParameters()));
  }

  /** From X.509's SubjectPublicKeyInfo. */
  static Sm2Key ofPublic(byte[] encoded) throws IOException, InvalidKeyException {
    return new Sm2Key(
        null, curve(PublicKeyFactory.createKey(encoded), ECPublicKeyParameters.class));
  }

  private static <K extends ECKeyParameters> K curve(AsymmetricKeyParameter key, Class<K> type)
      throws InvalidKeyException {
    if (!type.isInstance(key) || !((ECKeyParameters) key).getParameters().getN().equals(ORDER)) {
      throw new InvalidKeyException("it is neither Ed25519 nor SM2");
    }
    return type.cast(key);
  }

  @Override
  public boolean signs() {
    return secret != null;
  }

  @Override
  public byte[] sign(byte[] text) {
    SM2Signer signer = new SM2Signer();
    signer.init(true, new ParametersWithRandom(secret, RANDOM));
    signer.update(text, 0, text.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new CityLakeException(ErrorCode.INTERNAL, "Cannot sign with SM2", e);
    }
  }

  @Override
  public boolean verifies(byte[] text, byte[] signature) {
    SM2Signer signer = new SM2Signer();
    signer.init(false, open);
    signer.update(text, 0, text.length);
    return signer.verifySignature(signature);
  }
}
