using System.Text;

namespace ShopAnalytics.Replay;

/// <summary>Reads the records of a CSV file in order, valid or not.</summary>
/// <remarks>
/// The file is read as Latin-1, one character for each byte, so that a record that is not a click reaches the log byte for byte.
/// An unclosed quote invalidates its own line only: a record continues in the next lines only if that completes it.
/// </remarks>
internal sealed class CsvRecords : IDisposable
{
    private const int MaxLine = 8 * 1024 * 1024;
    private const int MaxJoinedLines = 64;
    private const int MaxJoinedLength = 256 * 1024;

    private readonly string _name;
    private readonly LineReader _reader;
    private readonly Queue<string> _ahead = new();
    private readonly List<string> _fields = [];
    private char[] _line = new char[4096];
    private int _lineLength;
    private int? _columns;

    /// <exception cref="ReplayException">The file cannot be read.</exception>
    public CsvRecords(FileInfo file)
    {
        _name = file.FullName;
        try
        {
            _reader = new LineReader(ReplayFile.Open(file), MaxLine);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ReplayException($"'{file.FullName}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a stream and disposes it in the end.</summary>
    public CsvRecords(Stream stream, string name)
    {
        _name = name;
        _reader = new LineReader(stream, MaxLine);
    }

    /// <summary>The number of records read so far, without the line of names.</summary>
    public long Count { get; private set; }

    /// <summary>The last record as it stands in the file.</summary>
    public ReadOnlySpan<char> Raw => _line.AsSpan(0, _lineLength);

    /// <summary>The fields of the last record, if it was whole.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Reads the first line.</summary>
    /// <returns>The names of the columns; empty when there are none.</returns>
    /// <exception cref="ReplayException">The file cannot be read.</exception>
    public List<string> ReadNames()
    {
        if (!ReadLine() || _lineLength == 0 || !TrySplit())
        {
            return [];
        }

        _columns = _fields.Count;
        return [.. _fields];
    }

    /// <summary>Reads the next record and skips empty lines.</summary>
    /// <param name="isWhole">Whether the record has one field for each column.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="ReplayException">The rest of the file cannot be read.</exception>
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
        if (_ahead.TryDequeue(out var ahead))
        {
            SetLine(ahead);
            return true;
        }

        try
        {
            if (!_reader.TryRead(out var line))
            {
                return false;
            }

            MakeRoom(line.Length);
            _lineLength = Encoding.Latin1.GetChars(line, _line);
            return true;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new ReplayException($"'{_name}' cannot be read after record {Count}: {e.Message}", e);
        }
    }

    private void MakeRoom(int length)
    {
        if (length > _line.Length)
        {
            _line = new char[length * 2];
        }
    }

    private void SetLine(string line)
    {
        MakeRoom(line.Length);
        line.CopyTo(_line);
        _lineLength = line.Length;
    }

    private bool TrySplit()
    {
        var split = CsvRecord.Split(Raw, _fields);
        if (split == CsvSplit.Wrong || (split == CsvSplit.Unclosed && !TryJoin()))
        {
            return false;
        }

        return Ascii.IsValid(Raw) || TryDecodeFields();
    }

    /// <summary>Adds the next lines to the record if that closes its quotes; otherwise leaves them for later.</summary>
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
