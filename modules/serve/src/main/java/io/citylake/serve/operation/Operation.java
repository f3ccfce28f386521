package io.citylake.serve.operation;

/**
 * An operation of the HTTP API for whoever is logged in. It decides itself what its caller may, and
 * writes down what he is told or does.
 *
 * @param path below {@code /api/v1}, with {@code {name}} for its parts
 */
public record Operation(Verb verb, String path, Handler handler) {
  /** Whether it may change something. */
  public enum Verb {
    GET,
    POST
  }

  /** Answers one call; any number of threads call it at once. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Does it.
     *
     * @return what is sent as JSON: maps, lists, texts, numbers, booleans and nulls
     * @throws io.citylake.model.CityLakeException which is answered by its code
     */
    Object answer(Call call);
  }
}
