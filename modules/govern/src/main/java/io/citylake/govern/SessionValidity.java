package io.citylake.govern;

/**
 * Whether a caller is still who he was when he was let in: a user who was shut out, was given other
 * roles or another password, or whose token has run out is not. Asked before each batch of an
 * answer, so it may take as long as a look at a file's date, not as long as reading it. Safe for
 * threads.
 */
@FunctionalInterface
public interface SessionValidity {
  /** Of whom nobody lets in: the server itself, and whoever holds the lake's files. */
  SessionValidity ALWAYS = () -> true;

  /**
   * Answers for now.
   *
   * @throws io.citylake.model.CityLakeException where it can't be told; nothing is answered then
   */
  boolean holds();
}
