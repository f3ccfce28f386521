/**
 * Holds what each kind of file may contain, said once: validation, JSON Schemas and the settings
 * page come from it. May import contract's records and yaml. Must not read directories.
 */
@NullMarked
package io.citylake.contract.shape;

import org.jspecify.annotations.NullMarked;
