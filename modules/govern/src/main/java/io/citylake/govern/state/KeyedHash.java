package io.citylake.govern.state;

import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** A hash of 32 bytes that only who has the key can make (HMAC, RFC 2104). Safe for threads. */
public enum KeyedHash {
  /** FIPS 180-4. */
  HMAC_SHA_256 {
    @Override
    Digest digest() {
      return new SHA256Digest();
    }
  },
  /** GB/T 32905-2016. */
  HMAC_SM3 {
    @Override
    Digest digest() {
      return new SM3Digest();
    }
  };

  abstract Digest digest();

  public byte[] of(byte[] key, byte[] text) {
    HMac mac = new HMac(digest());
    mac.init(new KeyParameter(key));
    mac.update(text, 0, text.length);
    byte[] hash = new byte[mac.getMacSize()];
    mac.doFinal(hash, 0);
    return hash;
  }
}
