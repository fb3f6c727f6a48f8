namespace ShopAnalytics.Replay;

/// <summary>Reads the lines of a stream as bytes of any encoding. A line ends with LF, CR LF, CR or the end of the stream.</summary>
internal sealed class LineReader(Stream stream, int maxLineBytes) : IDisposable
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private bool _skipsLineFeed;
    private bool _isFirst = true;

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its end; valid until the next call.</param>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="InvalidDataException">The line is too long.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var scanned = 0;
        while (true)
        {
            scanned = Math.Max(0, scanned - SkipFormatBytes());
            var unread = _buffer.AsSpan(_start, _end - _start);
            var length = unread[scanned..].IndexOfAny((byte)'\r', (byte)'\n');
            if (length >= 0)
            {
                line = unread[..(scanned + length)];
                _skipsLineFeed = unread[line.Length] == '\r';
                _start += line.Length + 1;
                return true;
            }

            if (_isAtEnd)
            {
                line = unread;
                _start = _end;
                return line.Length > 0;
            }

            scanned = unread.Length;
            Fill();
        }
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Skips the second half of CR LF, and a byte-order mark at the beginning of the stream.</summary>
    /// <returns>The number of bytes skipped.</returns>
    private int SkipFormatBytes()
    {
        var before = _start;
        if (_skipsLineFeed && _start < _end)
        {
            _skipsLineFeed = false;
            _start += _buffer[_start] == '\n' ? 1 : 0;
        }

        if (_isFirst && (_end - _start >= 3 || _isAtEnd))
        {
            _isFirst = false;
            _start += _buffer.AsSpan(_start, _end - _start).StartsWith("\uFEFF"u8) ? 3 : 0;
        }

        return _start - before;
    }

    private void Fill()
    {
        if (_end - _start > maxLineBytes)
        {
            throw new InvalidDataException($"a line has more than {maxLineBytes:N0} bytes.");
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isAtEnd = read == 0;
    }
}
