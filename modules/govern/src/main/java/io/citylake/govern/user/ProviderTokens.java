package io.citylake.govern.user;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.citylake.contract.settings.IdentitySettings;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of an identity provider. Public-key signatures only, so that a public key can't be passed
 * off as a secret; the key comes from the provider's set and from nowhere that the token names.
 * Safe for threads.
 */
final class ProviderTokens {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);
  private static final Duration SKEW =
      Duration.ofSeconds(DefaultJWTClaimsVerifier.DEFAULT_MAX_CLOCK_SKEW_SECONDS);
  private static final int LONGEST_NAME = 256;

  private final IdentitySettings settings;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  ProviderTokens(IdentitySettings settings, Clock clock) {
    this.settings = settings;
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(ALGORITHMS, keys(settings, clock)));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier(new Claims(settings, clock));
  }

  /**
   * Whom the provider says it is.
   *
   * @param until the token is taken, which is a little longer than it says
   */
  record Bearer(String user, List<String> roles, Instant until) {}

  /** Empty where any of its promises doesn't hold. */
  Optional<Bearer> read(SignedJWT token) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      Object user = claim(claims, settings.userClaim());
      if (!(user instanceof String name) || !isName(name)) {
        return Optional.empty();
      }
      Instant until = claims.getExpirationTime().toInstant().plus(SKEW);
      return Optional.of(new Bearer(name, roles(claim(claims, settings.rolesClaim())), until));
    } catch (KeySourceException e) {
      // Not that the token is wrong: nobody can tell.
      throw new CityLakeException(
          ErrorCode.LOGIN_FAILED,
          "Cannot log in: the keys of the identity provider can't be read, so no token of %s can be looked at; try again later, and have the lake's administrators told"
              .formatted(settings.issuer()),
          e);
    } catch (BadJOSEException | JOSEException e) {
      return Optional.empty();
    }
  }

  /** One line of what can be seen: a name stands in logs and listings. */
  static boolean isName(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_NAME
        && text.codePoints()
            .noneMatch(
                each ->
                    Character.isISOControl(each)
                        || Character.getType(each) == Character.FORMAT
                        || Character.getType(each) == Character.LINE_SEPARATOR
                        || Character.getType(each) == Character.PARAGRAPH_SEPARATOR
                        || Character.getType(each) == Character.SURROGATE);
  }

  private static List<String> roles(@Nullable Object claim) {
    if (claim instanceof Collection<?> list) {
      return list.stream()
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .filter(ProviderTokens::isName)
          .toList();
    }
    return claim instanceof String text
        ? Arrays.stream(text.split(" ", -1)).filter(ProviderTokens::isName).toList()
        : List.of();
  }

  /** A claim of the whole name first, since some names have dots in them. */
  private static @Nullable Object claim(JWTClaimsSet claims, String path) {
    Object whole = claims.getClaim(path);
    if (whole != null) {
      return whole;
    }
    Object inner = claims.getClaims();
    for (String part : path.split("\\.", -1)) {
      inner = inner instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return inner;
  }

  private static JWKSource<SecurityContext> keys(IdentitySettings settings, Clock clock) {
    String jwks = settings.jwks();
    if (jwks != null && !jwks.startsWith("https://")) {
      // Read each time: it is small, and a key that was taken out must not live on.
      return (selector, context) -> selector.select(load(jwks));
    }
    try {
      return new ProviderKeys(
          jwks == null ? new KeyAddress.Discovered(settings.issuer()) : KeyAddress.of(jwks),
          settings.keepKeys(),
          ProviderKeys.client(settings.certificates()),
          clock);
    } catch (IllegalArgumentException e) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot use identity.%s: %s (found=%s)"
              .formatted(
                  jwks == null ? "issuer" : "jwks",
                  e.getMessage(),
                  jwks == null ? settings.issuer() : jwks),
          e);
    }
  }

  private static JWKSet load(String file) throws KeySourceException {
    try {
      return JWKSet.load(new File(file));
    } catch (IOException | ParseException e) {
      throw new KeySourceException("Cannot read " + file, e);
    }
  }

  /** By the clock that was given. */
  private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final Clock clock;

    Claims(IdentitySettings settings, Clock clock) {
      super(
          settings.audience(),
          new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
          Set.of("exp"));
      this.clock = clock;
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
