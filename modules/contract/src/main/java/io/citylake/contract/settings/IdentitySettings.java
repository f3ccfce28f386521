package io.citylake.contract.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider (OpenID Connect, or anything that signs JWTs) whose tokens log in.
 *
 * @param issuer that a token must name
 * @param audience that a token must be for
 * @param jwks the public keys: a local path, or an {@code https://} URL; null where the issuer is
 *     asked for it (OpenID Connect Discovery 1.0)
 * @param rolesClaim name of the claim with the roles; {@code a.b} for {@code b} inside {@code a}
 * @param userClaim name of the claim with the user's name
 * @param keepKeys how long the last keys hold where their address can't be reached
 * @param certificates PEM file of those whom its certificate is trusted from; null for the JVM's
 */
public record IdentitySettings(
    String issuer,
    String audience,
    @Nullable String jwks,
    String rolesClaim,
    String userClaim,
    Duration keepKeys,
    @Nullable Path certificates) {}
