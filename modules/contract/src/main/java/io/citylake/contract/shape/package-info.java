/**
 * Holds what each kind of file may contain, said once: validation, JSON Schemas and pages of the
 * reference come from it. May import contract's records and yaml. Must not read directories.
 */
@NullMarked
package io.citylake.contract.shape;

import org.jspecify.annotations.NullMarked;
