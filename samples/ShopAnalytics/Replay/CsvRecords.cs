using System.IO.Compression;
using System.Text;
using Sylvan.Data.Csv;

namespace ShopAnalytics.Replay;

/// <summary>The records of a CSV file one after the other, good or bad.</summary>
/// <remarks>
/// The file is read as Latin-1, one character for each byte, so that a record which is no click reaches the log byte for byte.
/// Quotes are not left to the CSV reader: one that is never closed would take everything behind it into one field. Here a record
/// goes on in the next lines only if that makes it whole.
/// </remarks>
internal sealed class CsvRecords : IDisposable
{
    // A character that no text file has: no quoting, no escapes, no comments.
    private const char Never = '\u007F';
    private const int MaxLine = 8 * 1024 * 1024;
    private const int MaxJoinedLines = 64;
    private const int MaxJoinedLength = 256 * 1024;

    private readonly FileInfo _file;
    private readonly CsvDataReader _reader;
    private readonly Queue<string> _ahead = new();
    private readonly List<string> _fields = [];
    private char[] _line = new char[4096];
    private int _lineLength;
    private bool _isFromReader;
    private int? _columns;

    /// <exception cref="ReplayException">The file cannot be read.</exception>
    public CsvRecords(FileInfo file)
    {
        _file = file;
        try
        {
            _reader = CsvDataReader.Create(
                new StreamReader(Open(file), Encoding.Latin1, detectEncodingFromByteOrderMarks: false),
                new CsvDataReaderOptions
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
    }

    /// <summary>How many records were read, the first line with the names not counted.</summary>
    public long Count { get; private set; }

    /// <summary>The record as it is in the file.</summary>
    public ReadOnlySpan<char> Raw => _line.AsSpan(0, _lineLength);

    /// <summary>The fields of the last record, when it was whole.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Opens a file, and unpacks it when it is packed.</summary>
    public static Stream Open(FileInfo file)
    {
        var stream = file.OpenRead();
        var isPacked = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = 0;
        return isPacked ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    /// <summary>Reads the first line.</summary>
    /// <returns>The names in it; empty when there are none.</returns>
    /// <exception cref="ReplayException">The file cannot be read.</exception>
    public List<string> ReadNames()
    {
        if (!ReadLine() || _lineLength == 0 || !TrySplit())
        {
            return [];
        }

        _fields[0] = _fields[0].TrimStart('\uFEFF');
        _columns = _fields.Count;
        return [.. _fields];
    }

    /// <summary>Reads the next record; empty lines are none.</summary>
    /// <param name="isWhole">Whether it has as many fields as there are names.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="ReplayException">The file cannot be read on.</exception>
    public bool TryRead(out bool isWhole)
    {
        isWhole = false;
        do
        {
            if (!ReadLine())
            {
                return false;
            }
        }
        while (_lineLength == 0);

        Count++;
        isWhole = TrySplit() && _fields.Count == _columns;
        return true;
    }

    public void Dispose() => _reader.Dispose();

    private bool ReadLine()
    {
        _isFromReader = _ahead.Count == 0;
        if (!_isFromReader)
        {
            SetLine(_ahead.Dequeue());
            return true;
        }

        try
        {
            if (!_reader.Read())
            {
                return false;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or CsvRecordTooLargeException)
        {
            throw new ReplayException($"'{_file.FullName}' cannot be read on after record {Count}: {e.Message}", e);
        }

        _lineLength = _reader.GetRawRecord(null!, 0);
        if (_lineLength > _line.Length)
        {
            _line = new char[_lineLength * 2];
        }

        _reader.GetRawRecord(_line, 0);
        _lineLength = Raw.TrimEnd("\r\n").Length;
        return true;
    }

    private void SetLine(string line)
    {
        if (line.Length > _line.Length)
        {
            _line = new char[line.Length * 2];
        }

        line.CopyTo(_line);
        _lineLength = line.Length;
    }

    private bool TrySplit()
    {
        if (_isFromReader && !Raw.Contains('"'))
        {
            _fields.Clear();
            for (var i = 0; i < _reader.RowFieldCount; i++)
            {
                _fields.Add(_reader.GetString(i));
            }
        }
        else
        {
            var split = CsvRecord.Split(Raw, _fields);
            if (split == CsvSplit.Wrong || (split == CsvSplit.Unclosed && !TryJoin()))
            {
                return false;
            }
        }

        return Ascii.IsValid(Raw) || TryDecodeFields();
    }

    /// <summary>Takes the next lines into the record if that closes its quotes; else leaves them as they are.</summary>
    private bool TryJoin()
    {
        var first = Raw.ToString();
        var joined = new StringBuilder(first);
        var next = new List<string>();
        while (next.Count < MaxJoinedLines && joined.Length < MaxJoinedLength && ReadLine())
        {
            next.Add(Raw.ToString());
            joined.Append('\n').Append(Raw);
            var record = joined.ToString();
            var split = CsvRecord.Split(record, _fields);
            if (split == CsvSplit.Whole && _fields.Count == _columns)
            {
                SetLine(record);
                return true;
            }

            if (split != CsvSplit.Unclosed)
            {
                break;
            }
        }

        string[] ahead = [.. next, .. _ahead];
        _ahead.Clear();
        Array.ForEach(ahead, _ahead.Enqueue);

        SetLine(first);
        return false;
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
