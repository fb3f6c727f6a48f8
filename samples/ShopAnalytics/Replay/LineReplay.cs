using System.Buffers;
using System.Text;
using ClickstreamAnalysis;
using ShopAnalytics.Feeding;

namespace ShopAnalytics.Replay;

/// <summary>Reads clicks from a file that has one in each line, in the format of another program. The lines reach the log unchanged.</summary>
internal sealed class LineReplay : IClickSource
{
    // Brokers refuse records above 1 MiB by default.
    private const int MaxLine = 1024 * 1024;

    private readonly FileInfo _file;
    private readonly ISerde<ClickEvent> _serde;
    private readonly ReplayPace _pace;
    private readonly LineReader _lines;
    private long _count;

    /// <exception cref="ReplayException">The file cannot be read.</exception>
    public LineReplay(FileInfo file, ISerde<ClickEvent> serde, double? speed, TimeProvider clock)
    {
        (_file, _serde) = (file, serde);
        _pace = new ReplayPace(speed, clock);
        try
        {
            Fingerprint = ReplayFile.FingerprintOf(ReplayFile.ReadStart(file));
            _lines = new LineReader(ReplayFile.Open(file), MaxLine);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ReplayException($"'{file.FullName}' cannot be read: {e.Message}", e);
        }
    }

    public string Name => "replay:" + _file.Name;

    public string Fingerprint { get; }

    public void Dispose() => _lines.Dispose();

    public void Resume(FeedProgress? progress)
    {
        while (_count < progress?.Records && TryReadLine(out _))
        {
        }

        _pace.Resume(progress);
    }

    public bool TryRead(FeedRecord record)
    {
        if (!TryReadLine(out var line))
        {
            return false;
        }

        record.Clear();
        record.Value.Write(line);
        var (user, time) = Parse(line);
        Encoding.UTF8.GetBytes(user, record.Key);
        _pace.Stamp(record, time, _count);
        return true;
    }

    private (string User, long? TimeMs) Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var click = _serde.Deserialize(line);
            return (click.User, click.TimestampMs);
        }
        catch (SerdeException)
        {
            // The application that reads the log finds the mistake and counts it. The key tells where the line came from.
            return ($"record-{_count}", null);
        }
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        try
        {
            do
            {
                if (!_lines.TryRead(out line))
                {
                    return false;
                }
            }
            while (line.IsEmpty);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new ReplayException($"'{_file.FullName}' cannot be read after record {_count}: {e.Message}", e);
        }

        _count++;
        return true;
    }
}
