package io.citylake.govern;

/**
 * The only way from a caller's text to rows: parses, allows only what is listed, authorises each
 * table and column on the analysed plan, and puts filters and masks below everything that the
 * caller wrote. Nothing is read. Safe for threads.
 */
public interface SqlGate {
  /**
   * Admits a statement, or refuses it; either goes to the access log.
   *
   * @throws io.citylake.model.CityLakeException ACCESS_DENIED with a reason that names what is
   *     missing and nothing of the data; SQL_INVALID where the text is no allowed statement
   */
  GovernedQuery admit(Caller caller, QueryRequest question);

  /**
   * Takes note of a question that was turned away on its way here, so that the access log has it;
   * of many of one user the later ones are counted, until {@link #settle()}. A gate without a log
   * does nothing.
   *
   * @param why what the caller is told
   */
  default void turnedAway(Caller caller, QueryRequest question, String why) {}

  /**
   * Writes down what was only counted so far; called each minute, and before the end.
   *
   * @throws io.citylake.model.CityLakeException where it can't be; it stays counted then
   */
  default void settle() {}
}
