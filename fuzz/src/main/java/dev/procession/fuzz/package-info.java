/** Fuzz targets; each is also run by the build, on the inputs in {@code corpus} and near them. */
@NullMarked
package dev.procession.fuzz;

import org.jspecify.annotations.NullMarked;
