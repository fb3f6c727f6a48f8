using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using ShopAnalytics.Feeding;
using Sylvan.Data.Csv;

namespace ShopAnalytics.Replay;

/// <summary>Clicks from a CSV file, in the order of the file; each line is one record, good or bad.</summary>
/// <remarks>
/// The file is read as Latin-1, one character for each byte, so that a line which is no click reaches the log byte for byte. For
/// the same reason quotes are not left to the CSV reader: one that is never closed would swallow the lines after it.
/// </remarks>
internal sealed class CsvReplay : IClickSource
{
    // A character that Latin-1 does not have: no quoting, no escapes, no comments.
    private const char Never = '\u007F';
    private const int MaxLine = 8 * 1024 * 1024;

    // Brokers refuse records above 1 MiB by default, and a line of that length is no click anyway.
    private const int MaxRawBytes = 512 * 1024;

    // Without it an archive that was cut off would pass for a complete one.
    static CsvReplay() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    private readonly FileInfo _file;
    private readonly double? _speed;
    private readonly TimeProvider _clock;
    private readonly CsvDataReader _reader;
    private readonly ClickLayout _layout;
    private readonly ClickRow _row;
    private readonly List<string> _fields = [];
    private char[] _line = new char[4096];
    private int _lineLength;
    private long _records;
    private long _latestMs;
    private long? _startMs;
    private long _wallStartMs;

    /// <exception cref="ReplayException">The file is no CSV of clicks.</exception>
    public CsvReplay(FileInfo file, double? speed, TimeProvider clock)
    {
        (_file, _speed, _clock) = (file, speed, clock);
        try
        {
            _reader = CsvDataReader.Create(new StreamReader(Open(file), Encoding.Latin1, detectEncodingFromByteOrderMarks: false), new CsvDataReaderOptions
            {
                HasHeaders = false,
                Delimiter = ',',
                Quote = Never,
                Escape = Never,
                Comment = Never,
                ResultSetMode = ResultSetMode.SingleResult,
                BufferSize = 64 * 1024,
                MaxBufferSize = MaxLine,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ReplayException($"'{file.FullName}' cannot be read: {e.Message}", e);
        }

        if (!ReadLine() || !TrySplitLine())
        {
            throw new ReplayException($"'{file.FullName}' has no first line that names its columns.");
        }

        if (_fields[0].StartsWith('\uFEFF'))
        {
            _fields[0] = _fields[0][1..];
        }

        try
        {
            _layout = ClickLayout.Of(_fields);
        }
        catch (ReplayException e)
        {
            throw new ReplayException($"'{file.FullName}' cannot be replayed: {e.Message}", e);
        }

        _row = new ClickRow(_layout);
        Fingerprint = HashOfStart(file);
    }

    public string Name => "replay:" + _file.Name;

    public string Fingerprint { get; }

    public void Dispose()
    {
        _reader.Dispose();
        _row.Dispose();
    }

    public void Resume(FeedProgress? progress)
    {
        if (progress is { } done)
        {
            while (_records < done.Records && ReadLine())
            {
                _records += _lineLength == 0 ? 0 : 1;
            }

            _latestMs = done.LastMs;
            _startMs = done.LastMs;
        }

        _wallStartMs = _clock.GetUtcNow().ToUnixTimeMilliseconds();
    }

    public bool TryRead(FeedRecord record)
    {
        do
        {
            if (!ReadLine())
            {
                return false;
            }
        }
        while (_lineLength == 0);

        _records++;
        record.Clear();
        var (user, time) = ("", (long?)null);
        if (TrySplitLine() && _fields.Count == _layout.Columns)
        {
            (user, time) = _row.Write(_fields, record.Value);
        }
        else
        {
            Encoding.Latin1.GetBytes(_line.AsSpan(0, Math.Min(_lineLength, MaxRawBytes)), record.Value);
        }

        // Without a user the line's number spreads such records, and says where they came from.
        Encoding.UTF8.GetBytes(user.Length > 0 ? user : $"line-{_records}", record.Key);
        _latestMs = Math.Max(_latestMs, time ?? 0);
        _startMs ??= time;

        // A broker refuses records from the future and from before 1970. What counts is the time in the value.
        record.TimestampMs = Math.Clamp(time ?? _latestMs, 0, Math.Max(0, _clock.GetUtcNow().ToUnixTimeMilliseconds()));
        record.DueMs = _speed is { } speed && _startMs is { } start ? _wallStartMs + (long)((_latestMs - start) / speed) : 0;
        record.Progress = new FeedProgress(_records, _latestMs);
        return true;
    }

    private static Stream Open(FileInfo file)
    {
        var stream = file.OpenRead();
        var compressed = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = 0;
        return compressed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    private static string HashOfStart(FileInfo file)
    {
        using var stream = Open(file);
        var start = new byte[4096];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return Convert.ToHexString(XxHash128.Hash(start.AsSpan(0, read)));
    }

    private bool ReadLine()
    {
        try
        {
            if (!_reader.Read())
            {
                return false;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or CsvRecordTooLargeException)
        {
            throw new ReplayException($"'{_file.FullName}' cannot be read after record {_records}: {e.Message}", e);
        }

        _lineLength = _reader.GetRawRecord(null!, 0);
        if (_lineLength > _line.Length)
        {
            _line = new char[_lineLength * 2];
        }

        _reader.GetRawRecord(_line, 0);
        _lineLength = _line.AsSpan(0, _lineLength).TrimEnd("\r\n").Length;
        return true;
    }

    private bool TrySplitLine()
    {
        var line = _line.AsSpan(0, _lineLength);
        if (line.Contains('"'))
        {
            if (!CsvLine.TrySplit(line, _fields))
            {
                return false;
            }
        }
        else
        {
            _fields.Clear();
            for (var i = 0; i < _reader.RowFieldCount; i++)
            {
                _fields.Add(_reader.GetString(i));
            }
        }

        return Ascii.IsValid(line) || TryDecodeFields();
    }

    private bool TryDecodeFields()
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            var bytes = Encoding.Latin1.GetBytes(_fields[i]);
            if (!System.Text.Unicode.Utf8.IsValid(bytes))
            {
                return false;
            }

            _fields[i] = Encoding.UTF8.GetString(bytes);
        }

        return true;
    }
}
