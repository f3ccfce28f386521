/**
 * Holds kinds of things that tables of several themes know of: what a workspace declares of them,
 * which columns name one, and the statements that ask for it. May import model.
 */
@NullMarked
package io.citylake.contract.dossier;

import org.jspecify.annotations.NullMarked;
