using System.IO.Compression;
using System.Text;

namespace ShopAnalytics.Replay;

/// <summary>The records of a CSV file one after the other, good or bad.</summary>
/// <remarks>
/// The file is read as Latin-1, one character for each byte, so that a record which is no click reaches the log byte for byte.
/// A quote that is never closed costs its own line only: a record goes on in the next lines only if that makes it whole.
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
            _reader = new LineReader(Open(file), MaxLine);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ReplayException($"'{file.FullName}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a stream, which is disposed with this.</summary>
    public CsvRecords(Stream stream, string name)
    {
        _name = name;
        _reader = new LineReader(stream, MaxLine);
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
            throw new ReplayException($"'{_name}' cannot be read on after record {Count}: {e.Message}", e);
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
