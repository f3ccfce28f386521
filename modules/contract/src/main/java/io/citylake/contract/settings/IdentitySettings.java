package io.citylake.contract.settings;

import java.time.Duration;

/**
 * An identity provider (OpenID Connect, or anything that signs JWTs) whose tokens log in.
 *
 * @param issuer that a token must name
 * @param audience that a token must be for
 * @param jwks the public keys: a local path, or an {@code https://} URL
 * @param rolesClaim name of the claim with the roles; {@code a.b} for {@code b} inside {@code a}
 * @param userClaim name of the claim with the user's name
 * @param keepKeys how long the last keys hold where their address can't be reached
 */
public record IdentitySettings(
    String issuer,
    String audience,
    String jwks,
    String rolesClaim,
    String userClaim,
    Duration keepKeys) {}
