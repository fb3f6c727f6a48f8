using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Json;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Rows of a store that one instance has read.</summary>
internal sealed class Page
{
    /// <summary>The rows in the order of their partitions, and of their keys within each.</summary>
    public List<PageRow> Rows { get; } = [];

    /// <summary>Where to continue; null when everything was read.</summary>
    public string? Next { get; set; }

    /// <summary>The partitions that were not read, and why.</summary>
    public Dictionary<int, string> Gaps { get; } = [];

    /// <summary>The partitions that were read, with their positions as JSON.</summary>
    public SortedDictionary<int, byte[]> Positions { get; } = [];

    /// <summary>Adds what other instances have read, in place of the gaps of this one.</summary>
    /// <param name="others">Their pages.</param>
    /// <param name="limit">The most rows.</param>
    public Page With(IEnumerable<Page> others, int limit)
    {
        var merged = new Page();
        var rows = new List<PageRow>();
        string? cut = null;
        foreach (var page in others.Prepend(this))
        {
            // Of two that believe they have a partition, the first one counts.
            var own = page.Positions.Keys.Where(partition => !merged.Positions.ContainsKey(partition)).ToHashSet();
            foreach (var partition in own)
            {
                merged.Positions.Add(partition, page.Positions[partition]);
            }

            rows.AddRange(page.Rows.Where(row => own.Contains(row.Partition)));
            cut = page.Next is { } next && (cut is null || PartitionOf(next) < PartitionOf(cut)) ? next : cut;
        }

        foreach (var (partition, reason) in Gaps.Where(gap => !merged.Positions.ContainsKey(gap.Key)))
        {
            merged.Gaps.Add(partition, reason);
        }

        // Sorting is stable, so rows of one partition keep their order. Beyond the first place where an instance stopped, rows may be missing.
        foreach (var row in rows.OrderBy(static row => row.Partition).TakeWhile(row => cut is null || row.Partition <= PartitionOf(cut)))
        {
            if (merged.Rows.Count == limit)
            {
                merged.Next = merged.Rows[^1].At;
                return merged;
            }

            merged.Rows.Add(row);
        }

        merged.Next = cut;
        return merged;
    }

    /// <summary>Reads the page of another instance; null when it is not one.</summary>
    public static Page? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var page = new Page { Next = document.RootElement.GetProperty("next").GetString() };
            if (page.Next is { } next && PageRequest.PositionOf(next) is null)
            {
                return null;
            }

            foreach (var row in document.RootElement.GetProperty("rows").EnumerateArray())
            {
                page.Rows.Add(new PageRow(row.GetProperty("partition").GetInt32(), row.GetProperty("at").GetString() ?? "", JsonBytes(row)));
            }

            foreach (var position in document.RootElement.GetProperty("positions").EnumerateArray())
            {
                page.Positions[position.GetProperty("partition").GetInt32()] = JsonBytes(position);
            }

            return page;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Writes the page.</summary>
    /// <param name="store">The store.</param>
    /// <param name="missing">The instances that did not answer, and why.</param>
    public Answer Write(StateStore store, IReadOnlyList<(string Instance, string Reason)> missing) => Answer.Of(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("store", store.Name);
        writer.WriteString("kind", EnumName.Of(store.Kind));
        writer.WriteStartArray("rows");
        foreach (var row in Rows)
        {
            writer.WriteRawValue(row.Json, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteString("next", Next);
        writer.WriteBoolean("isComplete", Gaps.Count == 0);
        writer.WriteStartArray("gaps");
        foreach (var (partition, reason) in Gaps.OrderBy(static gap => gap.Key))
        {
            writer.WriteStartObject();
            writer.WriteNumber("partition", partition);
            writer.WriteString("reason", reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        AnswerParts.Missing(writer, missing);
        writer.WriteStartArray("positions");
        foreach (var position in Positions.Values)
        {
            writer.WriteRawValue(position, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static int PartitionOf(string next) => PageRequest.PositionOf(next)!.Value.Partition;

    private static byte[] JsonBytes(JsonElement element) => System.Text.Encoding.UTF8.GetBytes(element.GetRawText());
}
