/**
 * Where models are kept by their hash, and how they get there.
 *
 * <p>In: an address that a command names, a hash and a size. Out: a file in the {@link
 * io.millrace.model.store.ModelStore} whose bytes have that hash. {@link io.millrace.model.store.ModelFetcher} goes only
 * where its {@link io.millrace.model.store.FetchPolicy} allows. {@link io.millrace.model.store.LoadMarkers} remembers which
 * models took a process down while they were loaded.
 */
package io.millrace.model.store;
