package io.citylake.contract.settings;

import io.citylake.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory (LDAP v3, RFC 4511) whose users log in with their passwords there.
 *
 * @param certificates PEM file of those whom its certificate is trusted from; null for the JVM's
 * @param account that searches; null for anonymous
 * @param base below which users are
 * @param userAttribute that has the name which a user types
 * @param filter that an entry must meet too, as one that leaves out who is shut out; empty for none
 * @param groupAttribute of a user's entry with his groups' names
 * @param groupBase below which groups name their members; null where the entries say it themselves
 * @param roles by the distinguished name of a group
 * @param recheck how long what was read of a user counts: one who is shut out is out by then
 */
public record DirectorySettings(
    String host,
    int port,
    Transport transport,
    @Nullable Path certificates,
    @Nullable Account account,
    String base,
    String userAttribute,
    String filter,
    String groupAttribute,
    @Nullable String groupBase,
    SortedMap<String, String> roles,
    Duration recheck) {
  public DirectorySettings {
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
  }

  /** How it is spoken to. */
  public enum Transport {
    /** TLS from the first byte. */
    LDAPS,
    /** TLS before anything is said (RFC 4511, 4.14). */
    START_TLS,
    /** In the clear, to this machine only. */
    INSECURE
  }

  /** By whom the directory is searched. */
  public record Account(String dn, Secret password) {}
}
