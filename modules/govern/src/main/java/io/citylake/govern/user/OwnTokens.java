package io.citylake.govern.user;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.citylake.govern.state.StateEntry;
import io.citylake.govern.state.StateStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tokens for users of the book, and of a directory: JWT (RFC 7519) with HMAC-SHA-256 under a random
 * key of this lake, which never leaves where it keeps its state. They say who, not what he may.
 * Safe for threads.
 */
final class OwnTokens {
  private static final String FILE = "token.key";
  private static final int KEY_BYTES = 32;
  private static final String ISSUER = "citylake";
  private static final String AUDIENCE = "citylake";
  private static final String USER_ID = "uid";
  private static final String GENERATION = "gen";
  private static final String READS_ONLY = "ro";

  private final byte[] key;
  private final Clock clock;

  OwnTokens(StateStore state, Clock clock) {
    this.key = key(state.entry(FILE));
    this.clock = clock;
  }

  /** What a token says. */
  record Read(Bearer bearer, Instant until, boolean readsOnly) {}

  /** Whom a token is for. */
  record Bearer(String user, String userId, int generation) {
    static Bearer of(User user) {
      return new Bearer(user.name(), user.id(), user.generation());
    }

    /** Its entry's stamp tells another entry and, where the directory says so, another password. */
    static Bearer of(String user, LdapDirectory.Person person) {
      return new Bearer(user, person.stamp(), 1);
    }
  }

  String mint(Bearer bearer, Duration life, boolean readsOnly) {
    Instant now = clock.instant();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .subject(bearer.user())
            .claim(USER_ID, bearer.userId())
            .claim(GENERATION, bearer.generation())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(life)))
            .jwtID(UUID.randomUUID().toString());
    if (readsOnly) {
      claims.claim(READS_ONLY, true);
    }
    try {
      SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
      token.sign(new MACSigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new CityLakeException(ErrorCode.INTERNAL, "Cannot sign a token", e);
    }
  }

  /** What it says; empty where it isn't ours, was changed or has run out. */
  Optional<Read> read(SignedJWT token) {
    try {
      if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())
          || !token.verify(new MACVerifier(key))) {
        return Optional.empty();
      }
      JWTClaimsSet claims = token.getJWTClaimsSet();
      Date until = claims.getExpirationTime();
      boolean good =
          ISSUER.equals(claims.getIssuer())
              && List.of(AUDIENCE).equals(claims.getAudience())
              && until != null
              && clock.instant().isBefore(until.toInstant());
      Integer generation = claims.getIntegerClaim(GENERATION);
      String id = claims.getStringClaim(USER_ID);
      if (!good || claims.getSubject() == null || id == null || generation == null) {
        return Optional.empty();
      }
      return Optional.of(
          new Read(
              new Bearer(claims.getSubject(), id, generation),
              until.toInstant(),
              claims.getClaim(READS_ONLY) != null));
    } catch (JOSEException | ParseException e) {
      return Optional.empty();
    }
  }

  private static byte[] key(StateEntry file) {
    byte[] key = file.findOrMakeSecret(KEY_BYTES);
    if (key.length != KEY_BYTES) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot read the key of tokens: expected %d bytes, found %d; delete it, and all must log in anew (%s)"
              .formatted(KEY_BYTES, key.length, file.place()));
    }
    return key;
  }
}
