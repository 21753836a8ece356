class Limits(Module):
  __parameters__ = []
  __buffers__ = []
  dtype : int
  training : bool
  def square(self: __torch__.Limits, size: Tensor) -> Tensor:
    x = torch.rand([int(size), int(size)], dtype=6, device=size.device)
    return torch.to(x, self.dtype)
  def corner(self: __torch__.Limits, c: Tensor) -> Tensor:
    return torch.select(torch.select(c, 0, 0), 0, 0).float()
  def matmul(self: __torch__.Limits, repeats: Tensor, size: Tensor) -> Tensor:
    a = self.square(size)
    c = a
    for i in range(int(repeats)):
      c = torch.matmul(a, a)
    return self.corner(c)
  def linear(self: __torch__.Limits, repeats: Tensor, size: Tensor) -> Tensor:
    a = self.square(size)
    c = a
    for i in range(int(repeats)):
      c = __torch__.linear(a, a)
    return self.corner(c)
  def copy(self: __torch__.Limits, repeats: Tensor, a: Tensor, b: Tensor) -> Tensor:
    for i in range(int(repeats)):
      c = torch.copy_(b, a)
    return torch.select(b, 0, 0)
  def forward(self: __torch__.Limits, x: Tensor) -> Tensor:
    return x
