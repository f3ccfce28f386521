/** Holds what a dataset promises: columns, rules, audits, storage. May import model. */
@NullMarked
package io.citylake.contract.dataset;

import org.jspecify.annotations.NullMarked;
