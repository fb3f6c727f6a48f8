using System.Globalization;
using System.IO.Compression;
using Sylvan.Data.Csv;

namespace ClickstreamAnalysis.Tests.Data;

/// <summary>The real click data beside this file; each folder says where it comes from and under which terms.</summary>
internal static class RealClicks
{
    /// <summary>A shop's views, carts and purchases of some hours of 2019-10-01, keyed by user.</summary>
    public static IReadOnlyList<DataClick> Rees46() => Read("rees46", row => new DataClick(
        row.GetString(7),
        row.GetString(1),
        Milliseconds(row.GetString(0), "yyyy-MM-dd HH:mm:ss 'UTC'"),
        $"/product/{row.GetString(2)}"));

    /// <summary>Readers of Wikipedia over some weeks of 2014.</summary>
    public static IReadOnlyList<DataClick> Wikipedia() => Read("wikipedia", row => new DataClick(
        row.GetString(0),
        "view",
        Milliseconds(row.GetString(1), "yyyy-MM-dd'T'HH:mm:ss"),
        row.GetString(2)));

    private static DataClick[] Read(string folder, Func<CsvDataReader, DataClick> map)
    {
        var path = Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", folder, "events.csv.gz");
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var text = new StreamReader(file);
        using var rows = CsvDataReader.Create(text);
        var clicks = new List<DataClick>();
        while (rows.Read())
        {
            clicks.Add(map(rows));
        }

        return [.. clicks];
    }

    private static long Milliseconds(string text, string format) =>
        new DateTimeOffset(DateTime.ParseExact(text, format, CultureInfo.InvariantCulture), TimeSpan.Zero).ToUnixTimeMilliseconds();
}
