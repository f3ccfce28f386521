/**
 * Holds rules compiled to tests of one value or one row. May import model, contract and parse. Must
 * not know tables.
 */
@NullMarked
package io.citylake.check.rule;

import org.jspecify.annotations.NullMarked;
