using System.Text;
using ShopAnalytics.Feeding;

namespace ShopAnalytics.Replay;

/// <summary>Reads clicks from a CSV file, in the order of the file. Passes on a record that is not a click unchanged.</summary>
internal sealed class CsvReplay : IClickSource
{
    // Brokers refuse records above 1 MiB by default, and a click contains its user twice, in the key and in the value. A longer
    // record is not a click, and its beginning is enough to find it.
    private const int MaxRawBytes = 256 * 1024;

    private readonly FileInfo _file;
    private readonly ReplayPace _pace;
    private readonly CsvRecords _records;
    private readonly ClickRow _row;

    /// <exception cref="ReplayException">The file is not a CSV of clicks.</exception>
    public CsvReplay(FileInfo file, double? speed, TimeProvider clock)
    {
        _file = file;
        _pace = new ReplayPace(speed, clock);
        _records = new CsvRecords(file);
        try
        {
            var start = ReplayFile.ReadStart(file);
            Fingerprint = ReplayFile.FingerprintOf(start);
            if (IsUtf16(start))
            {
                throw new ReplayException("it is encoded as UTF-16. Save it as UTF-8.");
            }

            _row = new ClickRow(ClickLayout.Of(_records.ReadNames()));
        }
        catch (ReplayException e)
        {
            _records.Dispose();
            throw new ReplayException($"'{file.FullName}' cannot be replayed: {e.Message}", e);
        }
    }

    public string Name => "replay:" + _file.Name;

    public string Fingerprint { get; }

    public void Dispose()
    {
        _records.Dispose();
        _row.Dispose();
    }

    public void Resume(FeedProgress? progress)
    {
        while (_records.Count < progress?.Records && _records.TryRead(out _))
        {
        }

        _pace.Resume(progress);
    }

    public bool TryRead(FeedRecord record)
    {
        if (!_records.TryRead(out var isWhole))
        {
            return false;
        }

        record.Clear();
        var (user, time) = ("", (long?)null);
        var raw = _records.Raw;
        if (isWhole && raw.Length <= MaxRawBytes)
        {
            (user, time) = _row.Write(_records.Fields, record.Value);
        }
        else
        {
            Encoding.Latin1.GetBytes(raw[..Math.Min(raw.Length, MaxRawBytes)], record.Value);
        }

        // Without a user, the number of the record spreads such records over the partitions and tells where they came from.
        Encoding.UTF8.GetBytes(user.Length > 0 ? user : $"record-{_records.Count}", record.Key);
        _pace.Stamp(record, time, _records.Count);
        return true;
    }

    // Without a byte-order mark, every second byte of a header in ASCII is zero.
    private static bool IsUtf16(byte[] start) => start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, 0, ..] or [not 0, 0, not 0, 0, ..];
}
