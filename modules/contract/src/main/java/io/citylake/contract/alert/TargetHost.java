package io.citylake.contract.alert;

/**
 * A host that messages may be sent to.
 *
 * @param host a name or an address, in lower case
 */
public record TargetHost(String host, Reach reach) {
  /** Where the addresses of a host may be. */
  public enum Reach {
    /** On the internet only: a name that leads into one's own network is refused. */
    PUBLIC,
    /** In one's own network too, also on this machine. */
    PRIVATE
  }
}
