class Limits(Module):
  __parameters__ = []
  __buffers__ = []
  dtype : int
  training : bool
  def matmul(self: __torch__.Limits, repeats: Tensor, size: Tensor) -> Tensor:
    n = int(size)
    a = torch.to(torch.rand([n, n], dtype=6, device=size.device), self.dtype)
    b = torch.to(torch.rand([n, n], dtype=6, device=size.device), self.dtype)
    c = torch.matmul(a, b)
    for i in range(int(repeats)):
      c = torch.matmul(a, b)
    return torch.select(torch.select(c, 0, 0), 0, 0).float()
  def linear(self: __torch__.Limits, repeats: Tensor, size: Tensor) -> Tensor:
    n = int(size)
    a = torch.to(torch.rand([n, n], dtype=6, device=size.device), self.dtype)
    b = torch.to(torch.rand([n, n], dtype=6, device=size.device), self.dtype)
    c = __torch__.linear(a, b)
    for i in range(int(repeats)):
      c = __torch__.linear(a, b)
    return torch.select(torch.select(c, 0, 0), 0, 0).float()
  def copy(self: __torch__.Limits, repeats: Tensor, a: Tensor, b: Tensor) -> Tensor:
    for i in range(int(repeats)):
      c = torch.copy_(b, a)
    return torch.select(b, 0, 0)
  def forward(self: __torch__.Limits, x: Tensor) -> Tensor:
    return x
