using System.Globalization;

namespace ClickstreamAnalysis;

/// <summary>The size of a state store: of one task, or of all tasks of the instance. Immutable.</summary>
/// <param name="Name">The name of the store.</param>
/// <param name="EntriesInMemory">Entries that are objects in memory. Others are only rows.</param>
/// <param name="BytesInMemory">Their estimated size in bytes.</param>
/// <param name="DatabaseBytes">The size of its rows in the state database, in bytes; null for a single task, whose rows share tables with those of other tasks, and when the database does not know.</param>
public sealed record StoreDescription(string Name, long EntriesInMemory, long BytesInMemory, long? DatabaseBytes)
{
    /// <summary>The name and the sizes in one line.</summary>
    /// <returns>The text, in the invariant culture.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name} {EntriesInMemory:#,0} entries in memory ({BytesInMemory / 1048576d:0.0} MiB){(DatabaseBytes is { } bytes ? $", rows {bytes / 1048576d:0.0} MiB" : "")}");
}
