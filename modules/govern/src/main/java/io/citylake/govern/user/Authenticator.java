package io.citylake.govern.user;

import io.citylake.govern.Caller;

/**
 * Says who somebody is, or refuses; what they may is the policies' business. The callers that it
 * answers state no purpose and come by HTTP, until the protocol says otherwise ({@link
 * Caller#withLane}). Safe for threads.
 */
public interface Authenticator {
  /**
   * By name and password. Takes tens of milliseconds, the same for a name that nobody has.
   *
   * @param address of the client, without its port
   * @throws io.citylake.model.CityLakeException LOGIN_FAILED with one sentence for every reason;
   *     LIMIT_EXCEEDED where too many attempts failed before
   */
  Caller login(String user, char[] password, String address);

  /**
   * By a token of ours, or one of the identity provider in the settings. Roles of our own users are
   * those of now, not of when the token was made.
   *
   * @throws io.citylake.model.CityLakeException LOGIN_FAILED with one sentence for every reason
   */
  Caller verify(String bearer, String address);

  /**
   * A token for somebody who logged in here.
   *
   * @throws io.citylake.model.CityLakeException LOGIN_FAILED where the caller is none of our users,
   *     as one of the identity provider, who has a token already
   */
  String token(Caller caller);
}
