namespace WebShop.Pages;

/// <summary>A visitor's cart. It is in a cookie of the shop, so any instance can serve any request; what the script sends has another id.</summary>
internal sealed record Cart(IReadOnlyList<Product> Products)
{
    private const string Name = "cart";
    private const int MostProducts = 20;

    private static readonly CookieOptions s_cookie = new() { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true };

    public decimal Total => Products.Sum(product => product.Price);

    public static Cart Of(HttpRequest request) => new(
        [.. (request.Cookies[Name] ?? "").Split('.').Select(Product.Find).OfType<Product>().Take(MostProducts)]);

    public Cart With(Product product) => new([.. Products, product]);

    public void Save(HttpResponse response) => response.Cookies.Append(Name, string.Join('.', Products.Take(MostProducts).Select(product => product.Id)), s_cookie);
}
